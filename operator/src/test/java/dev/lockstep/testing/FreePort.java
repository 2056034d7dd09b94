package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/// A port for a program that cannot be told to choose one itself.
public final class FreePort {
  private FreePort() {}

  /// A port that nobody listens on, on any address of this machine. Somebody may take it before the
  /// program does.
  public static int find() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// An authority that signs certificates, by means of OpenSSL, in a folder of its own.
public final class Certificates {
  /// Days that a certificate is valid for.
  public enum Validity {
    VALID("2"),
    EXPIRED("-1");

    private final String days;

    Validity(String days) {
      this.days = days;
    }
  }

  /// A certificate and its key, as PEM files.
  public record Pair(Path certificate, Path key) {}

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  /// Makes an authority.
  public static Certificates in(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var authority = new Certificates(folder);
    authority.openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=tests",
        "-days",
        "2",
        "-keyout",
        "ca.key",
        "-out",
        "ca.crt");
    return authority;
  }

  /// The authority's own certificate.
  public Path authority() {
    return folder.resolve("ca.crt");
  }

  /// Signs a certificate for a new RSA key.
  ///
  /// @param alternatives such as `DNS:localhost,IP:127.0.0.1`; empty for none
  public Pair issue(String commonName, String alternatives, Validity validity) {
    String name = commonName + "-" + validity.days;
    openssl("genpkey", "-algorithm", "RSA", "-out", name + ".key");
    return issue(name, commonName, alternatives, validity);
  }

  /// Signs a certificate for a new key on an elliptic curve.
  public Pair issueElliptic(String commonName) {
    String name = commonName + "-ec";
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key");
    return issue(name, commonName, "", Validity.VALID);
  }

  private Pair issue(String name, String commonName, String alternatives, Validity validity) {
    openssl(
        "req", "-new", "-key", name + ".key", "-subj", "/CN=" + commonName, "-out", name + ".csr");
    var sign =
        new ArrayList<>(
            List.of("x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key"));
    sign.addAll(List.of("-CAcreateserial", "-days", validity.days, "-out", name + ".crt"));
    if (!alternatives.isEmpty()) {
      write(name + ".ext", "subjectAltName=" + alternatives);
      sign.addAll(List.of("-extfile", name + ".ext"));
    }
    openssl(sign.toArray(String[]::new));
    return new Pair(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
  }

  /// Runs OpenSSL in the authority's folder.
  public void openssl(String... arguments) {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("openssl.log").toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            command + ": " + Files.readString(folder.resolve("openssl.log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A file in the authority's folder.
  public Path file(String name) {
    return folder.resolve(name);
  }

  private void write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

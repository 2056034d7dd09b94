package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
final class KeepAliveSocketFactoryTest {
  @Test
  void aServerThatVanishedIsNoticedWithinHalfAMinute(PostgresServer server) throws IOException {
    var factory = new KeepAliveSocketFactory();
    var loopback = InetAddress.getByName(server.host());
    try (var open = factory.createSocket();
        var byName = factory.createSocket(server.host(), server.port());
        var byAddress = factory.createSocket(loopback, server.port());
        var nameBound = factory.createSocket(server.host(), server.port(), loopback, 0);
        var addressBound = factory.createSocket(loopback, server.port(), loopback, 0)) {
      for (Socket socket : new Socket[] {open, byName, byAddress, nameBound, addressBound}) {
        assertThat(socket.getKeepAlive()).isTrue();
        int idle = socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE);
        int probes =
            socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
        assertThat(idle + probes).isEqualTo(25);
      }
    }
  }
}

package dev.lockstep.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import org.junit.jupiter.api.Test;

/// The message of a failed call contains neither Java classes nor the address of the API server
/// (O5).
final class ApiServerErrorTest {
  private static final String AROUND = "Failure executing: POST at: https://10.0.0.1:443/apis. ";

  @Test
  void areWhatTheServerSays() {
    var status =
        new StatusBuilder()
            .withCode(500)
            .withMessage("Internal error occurred: failed calling webhook \"down.example.com\"")
            .build();

    assertThat(ApiServerError.of(new KubernetesClientException(AROUND, 500, status)))
        .isEqualTo("Internal error occurred: failed calling webhook \"down.example.com\"");
  }

  @Test
  void areTheCodeWhereItSaysNothing() {
    var silent = new StatusBuilder().withCode(503).build();

    assertThat(ApiServerError.of(new KubernetesClientException(AROUND, 503, silent)))
        .isEqualTo("it answered with HTTP status 503");
  }

  @Test
  void sayThatThereWasNoAnswer() {
    var refused = new IOException("java.net.ConnectException: Connection refused");
    var late = new IOException(new HttpTimeoutException("request timed out"));

    assertThat(ApiServerError.of(new KubernetesClientException(AROUND, refused)))
        .isEqualTo("it could not be reached");
    assertThat(ApiServerError.of(new KubernetesClientException(AROUND, late)))
        .isEqualTo("it did not answer in time");
  }
}

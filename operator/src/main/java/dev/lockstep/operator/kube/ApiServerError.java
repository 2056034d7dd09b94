package dev.lockstep.operator.kube;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The message of an error of the API server, for users. It omits what the client adds: names of
/// Java classes, and the URL. Pure.
public final class ApiServerError {
  private ApiServerError() {}

  /// Returns the message as a clause to follow a colon.
  public static String of(KubernetesClientException client) {
    Status status = client.getStatus();
    if (status != null && status.getMessage() != null && !status.getMessage().isBlank()) {
      return status.getMessage();
    }
    if (client.getCode() > 0) {
      return "it answered with HTTP status " + client.getCode();
    }
    return isTimeout(client) ? "it did not answer in time" : "it could not be reached";
  }

  private static boolean isTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause(cause)) {
      if (cause instanceof TimeoutException
          || cause instanceof HttpTimeoutException
          || cause instanceof InterruptedIOException) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Throwable cause(Throwable failure) {
    return failure.getCause() == failure ? null : failure.getCause();
  }
}

package dev.lockstep.operator;

import dev.lockstep.schema.ScriptsDigest;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the API server whether the owner of a token may `get` the path `/metrics`. Verdicts are
/// cached for a while by the digest of the token, so that scrapes cost nothing, and the number of
/// concurrent reviews is limited, so that made-up tokens cost the API server little.
final class MetricsAccess {
  /// The verdict on a request.
  enum Verdict {
    GRANTED,
    /// The API server does not know the token.
    UNKNOWN,
    /// The owner of the token is known, but lacks the permission.
    FORBIDDEN,
    /// The API server did not answer.
    UNANSWERED
  }

  private static final Logger LOG = LoggerFactory.getLogger(MetricsAccess.class);
  private static final String BEARER = "Bearer ";
  private static final int REMEMBERED = 1_000;
  private static final int AT_ONCE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration YES_FOR = Duration.ofMinutes(1);
  private static final Duration NO_FOR = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final LongSupplier nanos;
  private final Semaphore questions = new Semaphore(AT_ONCE);
  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<String, Known> eldest) {
          return size() > REMEMBERED;
        }
      };

  MetricsAccess(KubernetesClient client, LongSupplier nanos) {
    this.client = client;
    this.nanos = nanos;
  }

  private record Known(Verdict verdict, long until) {}

  /// Judges the `Authorization` header of a request.
  Verdict of(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Verdict.UNKNOWN;
    }
    String token = authorization.substring(BEARER.length()).strip();
    if (token.isEmpty()) {
      return Verdict.UNKNOWN;
    }
    String digest = ScriptsDigest.ofBytes(token.getBytes(StandardCharsets.UTF_8));
    return remembered(digest).orElseGet(() -> reviewed(token, digest));
  }

  private synchronized Optional<Verdict> remembered(String digest) {
    return Optional.ofNullable(known.get(digest))
        .filter(one -> one.until() - nanos.getAsLong() > 0)
        .map(Known::verdict);
  }

  private synchronized void remember(String digest, Verdict verdict) {
    Duration time = verdict == Verdict.GRANTED ? YES_FOR : NO_FOR;
    known.put(digest, new Known(verdict, nanos.getAsLong() + time.toNanos()));
  }

  private Verdict reviewed(String token, String digest) {
    try {
      if (!questions.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return Verdict.UNANSWERED;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Verdict.UNANSWERED;
    }
    try {
      Verdict verdict = ask(token);
      remember(digest, verdict);
      return verdict;
    } catch (KubernetesClientException e) {
      LOG.atWarn()
          .addKeyValue("code", e.getCode())
          .log("Cannot ask the API server who may read the metrics: {}", e.getMessage());
      return Verdict.UNANSWERED;
    } finally {
      questions.release();
    }
  }

  private Verdict ask(String token) {
    TokenReview review =
        client
            .resource(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build())
            .create();
    if (review.getStatus() == null || !Boolean.TRUE.equals(review.getStatus().getAuthenticated())) {
      return Verdict.UNKNOWN;
    }
    UserInfo user = review.getStatus().getUser();
    SubjectAccessReview access =
        client
            .resource(
                new SubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withUser(user.getUsername())
                    .withUid(user.getUid())
                    .withGroups(user.getGroups())
                    .withExtra(user.getExtra())
                    .withNewNonResourceAttributes()
                    .withPath(ManagementServer.METRICS)
                    .withVerb("get")
                    .endNonResourceAttributes()
                    .endSpec()
                    .build())
            .create();
    return access.getStatus() != null && Boolean.TRUE.equals(access.getStatus().getAllowed())
        ? Verdict.GRANTED
        : Verdict.FORBIDDEN;
  }
}

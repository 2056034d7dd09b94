package dev.lockstep.operator.migration.observation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.api.v1alpha1.spec.ScriptsSpec;
import dev.lockstep.api.v1alpha1.spec.Verify;
import dev.lockstep.schema.ScriptsDigest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The digests of the parts of a spec. They are computed from JSON with sorted names, so every
/// operator computes the same digest for the same spec.
final class SpecDigest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addMixIn(Verify.class, VerifyOfARun.class)
          .addMixIn(ScriptsSpec.class, ScriptsOfARun.class)
          .build();

  /// The drift check of a verification does not affect runs.
  @JsonIgnoreProperties("drift")
  private interface VerifyOfARun {}

  /// The pinned digest does not affect runs: a run starts only with the pinned set, whose digest is
  /// part of the inputs anyway.
  @JsonIgnoreProperties("digest")
  private interface ScriptsOfARun {}

  private SpecDigest() {}

  /// Returns the digest of everything that affects a run.
  ///
  /// @param retry the value of the retry annotation
  static String inputs(SchemaMigrationSpec spec, String scriptsDigest, @Nullable String retry) {
    var deciding =
        new SchemaMigrationSpec(
            spec.database(),
            spec.scripts(),
            spec.target(),
            spec.outOfOrder(),
            spec.baseline(),
            spec.rollback(),
            null,
            spec.timeouts().asDigested(),
            spec.retry(),
            spec.verify(),
            false,
            JobSettings.NONE,
            null);
    return of(json(deciding) + "\0" + scriptsDigest + "\0" + (retry == null ? "" : retry));
  }

  /// Returns the digest of the pod's configuration, which is not part of the inputs.
  static String template(JobSettings job) {
    return of(json(job));
  }

  private static String of(String text) {
    return "sha256:" + ScriptsDigest.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a spec that was read can be written", e);
    }
  }
}

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

/// Digests of the parts of a spec, over its JSON with sorted names, so that the same spec has the
/// same digest in every operator.
final class SpecDigest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addMixIn(Verify.class, VerifyOfARun.class)
          .addMixIn(ScriptsSpec.class, ScriptsOfARun.class)
          .build();

  /// What a verification looks for besides the version decides nothing that a run does.
  @JsonIgnoreProperties("drift")
  private interface VerifyOfARun {}

  /// A run starts with no other set than the one whose digest is looked at in any case.
  @JsonIgnoreProperties("digest")
  private interface ScriptsOfARun {}

  private SpecDigest() {}

  /// Everything that decides what a run does.
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

  /// The configuration of the pod, which does not.
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

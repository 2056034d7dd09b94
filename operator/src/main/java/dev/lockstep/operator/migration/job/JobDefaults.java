package dev.lockstep.operator.migration.job;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Reads the file with the defaults for every Job's pod: the fields of `spec.job` except `image`,
/// as YAML. Unknown fields are errors: a misspelled toleration would be missed in the night in
/// which it is needed.
public final class JobDefaults {
  private static final ObjectMapper STRICT =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .annotationIntrospector(new KnownFieldsOnly())
          // A key without a value counts as absent, as it does for the API server.
          .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP, Nulls.SKIP))
          .build();

  private JobDefaults() {}

  /// Reads the settings in a file.
  ///
  /// @throws IllegalArgumentException with one sentence that names the field
  public static JobSettings read(Path file) {
    JobSettings settings = parse(file);
    List<String> refusals = JobLimits.refusalsOfDefaults(settings);
    if (!refusals.isEmpty()) {
      throw new IllegalArgumentException(file + ": " + String.join(" ", refusals));
    }
    if (settings.image() != null) {
      throw new IllegalArgumentException(
          file + ": image: remove it, and set the image of the Jobs with --job-image.");
    }
    return settings;
  }

  private static JobSettings parse(Path file) {
    try {
      JsonNode document = STRICT.readTree(Files.readString(file));
      return document.isMissingNode() || document.isNull()
          ? JobSettings.NONE
          : STRICT.treeToValue(document, JobSettings.class);
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          "%s: %s: unknown field in this version of Lockstep; correct its name."
              .formatted(file, place(e)),
          e);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(
          "%s: %s: invalid value: %s".formatted(file, place(e), e.getOriginalMessage()), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "%s: not valid YAML, line %d: %s"
              .formatted(
                  file,
                  e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s: cannot read the file: %s".formatted(file, e), e);
    }
  }

  private static String place(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                step ->
                    step.getIndex() >= 0 ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
            .collect(Collectors.joining());
    return path.isEmpty() ? "the document" : path.substring(1);
  }

  /// Rejects unknown fields, which the annotations of the types accept for the API server's sake.
  private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated annotated) {
      return JsonIgnoreProperties.Value.empty();
    }
  }
}

package dev.lockstep.operator.migration.job;

import dev.lockstep.api.v1alpha1.spec.JobSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The operator's configuration of Jobs.
///
/// @param image the image of Jobs whose resource names none
/// @param allowedImages patterns of the images that a resource may name; `*` matches any characters
/// @param allowedFields the fields that a resource may set
/// @param settings the settings of every Job's pod, unless its resource overrides them
public record JobSettingsDefaults(
    String image, List<String> allowedImages, AllowedFields allowedFields, JobSettings settings) {
  public JobSettingsDefaults {
    allowedImages = List.copyOf(allowedImages);
  }

  public JobSettingsDefaults(String image, List<String> allowedImages, JobSettings settings) {
    this(image, allowedImages, AllowedFields.DEFAULT, settings);
  }

  /// Returns the settings of a resource on top of these.
  public JobSettings under(JobSettings job) {
    return new JobSettingsMerge(settings, job).merged();
  }

  /// Returns whether a resource may name an image for the run.
  boolean allows(String wanted) {
    return wanted.equals(image) || isListed(wanted);
  }

  private boolean isListed(String wanted) {
    return allowedImages.stream().anyMatch(pattern -> matches(pattern, wanted));
  }

  /// Returns the message about the first setting of a resource that is not allowed. The API server
  /// has refused most of these already, unless its CRD is older.
  public Optional<String> refusal(JobSettings job) {
    return JobLimits.refusals(job).stream()
        .findFirst()
        .map(refusal -> "spec.job." + refusal)
        .or(() -> imageRefusal(job))
        .or(() -> allowedFields.refusal(job));
  }

  /// Returns the message about the first image that a resource may not name: of the run, of an init
  /// container, or of a volume.
  private Optional<String> imageRefusal(JobSettings job) {
    return images(job).map(this::refusal).flatMap(Optional::stream).findFirst();
  }

  /// Refuses an image that is not listed, and the run's image for an init container. That image has
  /// a Java runtime, so a container that starts it with its own command could run any program. The
  /// run has no command.
  private Optional<String> refusal(NamedImage one) {
    boolean listed = one.use() == Use.RUN ? allows(one.image()) : isListed(one.image());
    if (!listed) {
      return Optional.of(
          "%s: the operator's configuration does not allow the image %s; remove the field, or ask an administrator to add the image to the chart's list jobs.allowedImages."
              .formatted(one.field(), one.image()));
    }
    boolean ours = ImageName.of(one.image()).repository().equals(ImageName.of(image).repository());
    return one.use() == Use.CONTAINER && ours
        ? Optional.of(
            "%s: the image %s is reserved for the run and cannot be used for an init container; use another image."
                .formatted(one.field(), one.image()))
        : Optional.empty();
  }

  private enum Use {
    RUN,
    CONTAINER,
    VOLUME
  }

  private record NamedImage(Use use, String field, String image) {}

  private static Stream<NamedImage> images(JobSettings job) {
    return Stream.of(
            Stream.ofNullable(job.image())
                .map(image -> new NamedImage(Use.RUN, "spec.job.image", image)),
            job.initContainers().stream()
                .filter(container -> container.getImage() != null)
                .map(
                    container ->
                        new NamedImage(
                            Use.CONTAINER,
                            "spec.job.initContainers, " + container.getName(),
                            container.getImage())),
            job.volumes().stream()
                .filter(
                    volume -> volume.getImage() != null && volume.getImage().getReference() != null)
                .map(
                    volume ->
                        new NamedImage(
                            Use.VOLUME,
                            "spec.job.volumes, " + volume.getName(),
                            volume.getImage().getReference())))
        .flatMap(Function.identity());
  }

  private static boolean matches(String pattern, String wanted) {
    String regex =
        Pattern.compile("*", Pattern.LITERAL)
            .splitAsStream(pattern + "$")
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(regex).matcher(wanted + "$").matches();
  }
}

package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.JobSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the operator's own configuration says about Jobs.
///
/// @param image the image of Jobs whose resource names none
/// @param allowedImages patterns of the images that a resource may name; `*` stands for any
///   characters
/// @param settings what every Job's pod gets, as far as its resource does not say otherwise
public record JobSettingsDefaults(String image, List<String> allowedImages, JobSettings settings) {
  public JobSettingsDefaults {
    allowedImages = List.copyOf(allowedImages);
  }

  /// The settings of a resource with these under them.
  JobSettings under(JobSettings job) {
    return new JobSettingsMerge(settings, job).merged();
  }

  /// Whether a resource may name an image.
  boolean allows(String wanted) {
    return wanted.equals(image)
        || allowedImages.stream().anyMatch(pattern -> matches(pattern, wanted));
  }

  /// The sentence about the first thing in a resource that it may not ask for. The API server has
  /// refused most of it already, unless its CRD is an older one.
  Optional<String> refusal(JobSettings job) {
    return JobLimits.refusals(job).stream()
        .findFirst()
        .map(refusal -> "spec.job." + refusal)
        .or(() -> imageRefusal(job));
  }

  /// The sentence about the first image that a resource may not name: of the run, of an init
  /// container, or of a volume.
  private Optional<String> imageRefusal(JobSettings job) {
    return images(job)
        .filter(one -> !allows(one.image()))
        .findFirst()
        .map(
            one ->
                "%s: the operator's settings do not allow the image %s; remove the field, or let an administrator add the image to the chart's list jobs.allowedImages."
                    .formatted(one.field(), one.image()));
  }

  private record NamedImage(String field, String image) {}

  private static Stream<NamedImage> images(JobSettings job) {
    return Stream.of(
            Stream.ofNullable(job.image()).map(image -> new NamedImage("spec.job.image", image)),
            job.initContainers().stream()
                .filter(container -> container.getImage() != null)
                .map(
                    container ->
                        new NamedImage(
                            "spec.job.initContainers, " + container.getName(),
                            container.getImage())),
            job.volumes().stream()
                .filter(
                    volume -> volume.getImage() != null && volume.getImage().getReference() != null)
                .map(
                    volume ->
                        new NamedImage(
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

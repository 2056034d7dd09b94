package dev.lockstep.operator.migration;

import java.util.List;
import java.util.regex.Pattern;

/// What the operator's own configuration says about Jobs.
///
/// @param image the image of Jobs whose resource names none
/// @param allowedImages patterns of the images that a resource may name; `*` stands for any
///   characters
public record JobSettingsDefaults(String image, List<String> allowedImages) {
  public JobSettingsDefaults {
    allowedImages = List.copyOf(allowedImages);
  }

  /// Whether a resource may name an image.
  boolean allows(String wanted) {
    return wanted.equals(image)
        || allowedImages.stream().anyMatch(pattern -> matches(pattern, wanted));
  }

  private static boolean matches(String pattern, String wanted) {
    String regex = "\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E";
    return Pattern.compile(regex).matcher(wanted).matches();
  }
}

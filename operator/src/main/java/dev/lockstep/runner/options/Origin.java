package dev.lockstep.runner.options;

import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.nio.file.Path;
import java.util.Locale;

/// The origin of a connection parameter, for messages.
///
/// @param words such as `--url`, `PGHOST` or `key uri of Secret orders-db`
/// @param disclosure whether messages may contain values of this origin
public record Origin(String words, Disclosure disclosure) {
  /// What messages may disclose about a value.
  enum Disclosure {
    /// The value itself: it comes from the command line or the environment.
    VALUE,
    /// Only its origin, because messages go to statuses, Events and logs.
    PLACE,
    /// Only its origin, which is a key of a Secret. The operator retries the run when the owner
    /// corrects the key.
    KEY
  }

  public static Origin open(String words) {
    return new Origin(words, Disclosure.VALUE);
  }

  public static Origin file(Path file) {
    return new Origin("file " + file, Disclosure.PLACE);
  }

  public static Origin key(Object key, Object secret) {
    return new Origin("key %s of Secret %s".formatted(key, secret), Disclosure.KEY);
  }

  public boolean isSecret() {
    return disclosure != Disclosure.VALUE;
  }

  /// The alternative way to set a value: an option, and the field of the resource if the value
  /// comes from a Secret.
  public String option(Setting setting) {
    return isSecret() ? "%s (%s)".formatted(setting.field(), setting.option()) : setting.option();
  }

  /// The failure for an invalid value of this origin. The sentence must not quote a URL, because
  /// any part of one may belong to a password.
  public UsageException wrong(String sentence) {
    String subject = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    return switch (disclosure) {
      case VALUE -> new UsageException(words + ": " + sentence);
      case PLACE -> new UsageException(subject + ": " + sentence, "Correct the " + words);
      case KEY ->
          new UsageException(
              subject + ": " + sentence,
              "Correct the %s; Lockstep retries automatically".formatted(words),
              FailureKind.SECRET_INVALID);
    };
  }
}

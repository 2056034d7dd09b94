package dev.lockstep.runner.options;

import dev.lockstep.schema.FailureKind;
import java.nio.file.Path;
import java.util.Locale;

/// Where a part of the connection was read, as messages name it.
///
/// @param words such as `--url`, `PGHOST` or `key uri of Secret orders-db`
/// @param disclosure whether messages may hold the values that were read there
public record Origin(String words, Disclosure disclosure) {
  /// What messages may say of a value.
  enum Disclosure {
    /// The value itself: it stands on the command line or in the environment.
    VALUE,
    /// Where it was read, and nothing else: messages go to statuses, Events and logs.
    PLACE,
    /// The same of a key of a Secret, which its owner corrects without starting anything: the run
    /// is tried again.
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

  /// How to say something otherwise: by an option, and in the resource where a Secret is read.
  public String option(String option, String field) {
    return isSecret() ? "%s (%s)".formatted(field, option) : option;
  }

  /// The failure of a value that was read here. The sentence must not quote a URL: any piece of one
  /// may belong to a password.
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

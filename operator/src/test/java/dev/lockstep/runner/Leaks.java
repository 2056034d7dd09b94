package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

/// Searches for parts of a secret.
public final class Leaks {
  private static final int SHORTEST = 4;

  private Leaks() {}

  /// Asserts that a text contains no sequence of four or more characters of a secret.
  public static void assertNone(String text, String secret) {
    for (int i = 0; i + SHORTEST <= secret.length(); i++) {
      assertThat(text).doesNotContain(secret.substring(i, i + SHORTEST));
    }
  }
}

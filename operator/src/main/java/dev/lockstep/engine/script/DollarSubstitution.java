package dev.lockstep.engine.script;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Recognizes a script in which something on its way has replaced two dollar signs with one, as
/// envsubst or Flux's `postBuild` does: that breaks the quotes of every function. It is known where
/// the text with doubled dollar signs is the one that was applied.
public final class DollarSubstitution {
  public static final String CAUSE =
      "something between the repository and the cluster replaces $$ with $, as envsubst does";

  public static final String WAY_OUT =
      "exclude the scripts from substitution: for Flux's postBuild, annotate their ConfigMap with kustomize.toolkit.fluxcd.io/substitute: disabled";

  /// What has single dollar signs by itself: a quote with a tag, and a parameter.
  private static final Pattern SINGLE =
      Pattern.compile("\\$[\\p{L}_][\\p{L}\\p{N}_]*\\$|\\$[0-9]+|\\$");

  private DollarSubstitution() {}

  /// Whether a text would be another one with doubled dollar signs.
  ///
  /// @param fingerprint of texts
  /// @param applied the fingerprint of the other text
  public static boolean explain(String source, Fingerprint fingerprint, String applied) {
    return source.indexOf('$') >= 0
        && Stream.of(source.replace("$", "$$"), quotesDoubled(source))
            .anyMatch(before -> fingerprint.of(before).equals(applied));
  }

  /// A quote that has a tag has it at both ends; what looks like a tag and stands alone is `$$x$$`.
  private static String quotesDoubled(String source) {
    Map<String, Long> found =
        SINGLE
            .matcher(source)
            .results()
            .collect(Collectors.groupingBy(MatchResult::group, Collectors.counting()));
    return SINGLE
        .matcher(source)
        .replaceAll(
            match -> {
              String text = match.group();
              boolean tag = text.length() > 1 && text.endsWith("$");
              boolean stays = tag ? found.getOrDefault(text, 0L) % 2 == 0 : text.length() > 1;
              return Matcher.quoteReplacement(stays ? text : text.replace("$", "$$"));
            });
  }
}

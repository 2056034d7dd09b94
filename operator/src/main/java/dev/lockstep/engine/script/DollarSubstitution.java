package dev.lockstep.engine.script;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Detects a script in which a tool on the way to the cluster has replaced two dollar signs with
/// one, as envsubst or Flux's `postBuild` does: this breaks the quotes of every function. The
/// evidence is that the text with doubled dollar signs is the one that was applied.
public final class DollarSubstitution {
  public static final String CAUSE =
      "something between the repository and the cluster replaces $$ with $, as envsubst does";

  public static final String WAY_OUT =
      "exclude the scripts from substitution: for Flux's postBuild, annotate their ConfigMap with kustomize.toolkit.fluxcd.io/substitute: disabled";

  /// Text that legitimately contains single dollar signs: a quote with a tag, and a parameter.
  private static final Pattern SINGLE =
      Pattern.compile("\\$[\\p{L}_][\\p{L}\\p{N}_]*\\$|\\$[0-9]+|\\$");

  private DollarSubstitution() {}

  /// Whether a text with doubled dollar signs is the text that was applied.
  ///
  /// @param fingerprint computes fingerprints
  /// @param applied the fingerprint of the applied text
  public static boolean explain(String source, Fingerprint fingerprint, String applied) {
    return source.indexOf('$') >= 0
        && Stream.of(source.replace("$", "$$"), quotesDoubled(source))
            .anyMatch(before -> fingerprint.of(before).equals(applied));
  }

  /// Doubles the dollar signs of quotes. A tagged quote has its tag at both ends; a single
  /// occurrence that looks like a tag was `$$x$$`.
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

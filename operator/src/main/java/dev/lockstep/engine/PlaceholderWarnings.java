package dev.lockstep.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person should look at in a set's placeholders: a declared one that stands nowhere, and a
/// text that looks like one and will be taken as it is.
public final class PlaceholderWarnings {
  private static final Pattern LIKELY = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_.:-]{0,62}\\}");

  private PlaceholderWarnings() {}

  /// The warnings, as sentences.
  ///
  /// @param pending the scripts that are to run; what is applied is of no interest any more
  public static List<String> of(ScriptSet set, List<Script> pending) {
    var warnings = new ArrayList<String>();
    set.unusedPlaceholders()
        .forEach(
            name ->
                warnings.add(
                    "the placeholder %s is declared and stands in no script: correct its name, or take it out"
                        .formatted(name)));
    pending.forEach(script -> undeclared(script, warnings));
    return warnings;
  }

  /// The text that runs is looked at: what was declared is no longer in it. Each name once.
  private static void undeclared(Script script, List<String> warnings) {
    String text = script.text();
    var seen = new HashSet<String>();
    Matcher likely = LIKELY.matcher(text);
    while (likely.find()) {
      if (seen.add(likely.group())) {
        long line = 1 + text.substring(0, likely.start()).chars().filter(c -> c == '\n').count();
        warnings.add(
            "%s, line %d: %s looks like a placeholder, and none of that name is declared; it is taken as it is"
                .formatted(script.fileName(), line, likely.group()));
      }
    }
  }
}

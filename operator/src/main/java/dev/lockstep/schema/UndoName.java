package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of undo scripts, in the styles of Lockstep and of other tools. A name of another tool is
/// detected because its script would otherwise run forward: `001.undo.sql`, `1-down.sql`,
/// `007_x.revert.sql`, `V7__x.down.sql`.
public final class UndoName {
  private static final List<String> UNDO_WORDS =
      List.of("undo", "down", "downs", "revert", "rollback", "backout", "downgrade", "unapply");

  private static final String WORDS = "(?:" + String.join("|", UNDO_WORDS) + ")";

  private static final Pattern LAST =
      Pattern.compile("(?i)(?<stem>.*?)[._ -]+(?<word>" + WORDS + ")\\.sql", Pattern.DOTALL);

  /// The names of postgrator, such as `001.undo.add_x.sql`.
  private static final Pattern BETWEEN =
      Pattern.compile(
          "(?i)(?<stem>[0-9][0-9_-]*)\\.(?<word>" + WORDS + ")\\.(?<rest>.+)\\.sql",
          Pattern.DOTALL);

  private static final Pattern WORD_BEFORE =
      Pattern.compile(".*?(?<word>[A-Za-z]+)[ _-]?", Pattern.DOTALL);

  /// Words that make "down" part of a phrase instead of a direction.
  private static final Set<String> PHRASES =
      Set.of(
          "break", "bring", "burn", "calm", "close", "cool", "count", "cut", "dial", "drill",
          "drop", "hold", "lock", "mark", "narrow", "nail", "pay", "pin", "power", "pull", "push",
          "ramp", "roll", "scale", "set", "settle", "shut", "size", "slow", "spin", "step", "strip",
          "take", "tear", "thumbs", "top", "track", "trim", "turn", "vote", "wind", "write");

  private UndoName() {}

  /// Returns the name of the undo script of a forward script; empty for a kind that is never
  /// undone.
  public static Optional<String> of(ScriptName forward) {
    if (forward.kind() != ScriptKind.VERSIONED) {
      return Optional.empty();
    }
    String file = forward.fileName();
    String stem = file.substring(0, file.lastIndexOf('.'));
    return Optional.of(
        switch (forward.style()) {
          case FLYWAY -> "U" + (stem.startsWith("V") ? stem.substring(1) : stem) + ".sql";
          case UP_DOWN -> stem.replaceFirst("\\.up$", "") + ".down.sql";
          case NUMBERED, GOOSE, DBMATE -> stem + ".down.sql";
        });
  }

  /// Returns the name to use instead, if another tool would read the name as that of an undo
  /// script; empty otherwise.
  ///
  /// @param name a name that was parsed as that of a forward script
  public static Optional<String> meantBy(ScriptName name) {
    if (name.kind() != ScriptKind.VERSIONED || name.direction() != Direction.FORWARD) {
      return Optional.empty();
    }
    if (!hasWord(name.fileName().toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    Matcher last = LAST.matcher(name.fileName());
    if (last.matches()) {
      String stem = last.group("stem");
      return stem.isEmpty() || isPhrase(stem, last.group("word"))
          ? Optional.empty()
          : Optional.of(renamed(stem, name.style()));
    }
    Matcher between = BETWEEN.matcher(name.fileName());
    return between.matches()
        ? Optional.of(renamed(between.group("stem") + "." + between.group("rest"), name.style()))
        : Optional.empty();
  }

  /// Returns whether a name can match at all: most names are decided here, without a pattern.
  private static boolean hasWord(String name) {
    for (String word : UNDO_WORDS) {
      if (name.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static String renamed(String stem, ScriptStyle style) {
    return switch (style) {
      case FLYWAY -> "U" + (stem.startsWith("V") ? stem.substring(1) : stem) + ".sql";
      case UP_DOWN, NUMBERED, GOOSE, DBMATE -> stem + ".down.sql";
    };
  }

  private static boolean isPhrase(String stem, String word) {
    Matcher before = WORD_BEFORE.matcher(stem);
    return word.toLowerCase(Locale.ROOT).startsWith("down")
        && before.matches()
        && PHRASES.contains(before.group("word").toLowerCase(Locale.ROOT));
  }
}

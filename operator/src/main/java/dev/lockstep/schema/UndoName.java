package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of undo scripts: what they are here, and what other tools call them. By such a name a
/// script that undoes would run as one that goes forward: `001.undo.sql`, `1-down.sql`,
/// `007_x.revert.sql`, `V7__x.down.sql`.
public final class UndoName {
  private static final String WORDS = "(?:undo|downs?|revert|rollback|backout|downgrade|unapply)";

  private static final Pattern LAST =
      Pattern.compile("(?i)(?<stem>.*?)[._ -]+(?<word>" + WORDS + ")\\.sql", Pattern.DOTALL);

  /// As postgrator has it.
  private static final Pattern BETWEEN =
      Pattern.compile(
          "(?i)(?<stem>[0-9][0-9_-]*)\\.(?<word>" + WORDS + ")\\.(?<rest>.+)\\.sql",
          Pattern.DOTALL);

  private static final Pattern WORD_BEFORE =
      Pattern.compile(".*?(?<word>[A-Za-z]+)[ _-]?", Pattern.DOTALL);

  /// Behind these words "down" says no direction.
  private static final Set<String> PHRASES =
      Set.of(
          "break", "bring", "burn", "calm", "close", "cool", "count", "cut", "dial", "drill",
          "drop", "hold", "lock", "mark", "narrow", "nail", "pay", "pin", "power", "pull", "push",
          "ramp", "roll", "scale", "set", "settle", "shut", "size", "slow", "spin", "step", "strip",
          "take", "tear", "thumbs", "top", "track", "trim", "turn", "vote", "wind", "write");

  private UndoName() {}

  /// The name that a script has which undoes another one; empty for a kind that is never undone.
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

  /// The name that a script is to have whose name says in the way of another tool that it undoes;
  /// empty where it says no such thing.
  ///
  /// @param name a name that was taken for one of a forward script
  public static Optional<String> meantBy(ScriptName name) {
    if (name.kind() != ScriptKind.VERSIONED || name.direction() != Direction.FORWARD) {
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

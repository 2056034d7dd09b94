package dev.lockstep.engine.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a comment, to decide whether it begins an undo part: it contains one of the words
/// for undo, and besides it only signs, numbers, words such as "migration" or "script", and at most
/// the name of a tool.
///
/// @param words the words in lower case
/// @param marked whether signs other than dashes precede the words, or join two of them
/// @param ended whether the comment ends like a statement
record UndoWords(List<String> words, boolean marked, boolean ended) {
  private static final int MOST = 8;

  private static final Set<String> STRONG =
      Set.of(
          "down",
          "downs",
          "undo",
          "rollback",
          "rollbacks",
          "revert",
          "reverts",
          "downgrade",
          "backout",
          "unapply",
          "unmigrate");

  /// Words that mean undo only next to a word for a migration.
  private static final Set<String> WEAK =
      Set.of("reverse", "backward", "backwards", "rewind", "teardown");

  private static final Set<String> FORWARD =
      Set.of("up", "ups", "do", "apply", "forward", "forwards", "upgrade", "migrate", "deploy");

  private static final Set<String> OF_MIGRATIONS =
      Set.of(
          "migration",
          "migrations",
          "migrate",
          "script",
          "scripts",
          "section",
          "part",
          "sql",
          "statement",
          "statements",
          "step",
          "steps",
          "query",
          "queries",
          "direction");

  private static final Set<String> BESIDE =
      Set.of(
          "begin",
          "begins",
          "start",
          "starts",
          "block",
          "code",
          "goose",
          "dbmate",
          "micrate",
          "rambler",
          "shmig",
          "flyway",
          "liquibase",
          "mybatis",
          "sqlx",
          "tern",
          "yoyo",
          "refinery",
          "diesel",
          "atlas",
          "sqitch",
          "evolve",
          "play",
          "evolution",
          "evolutions",
          "dbdeploy");

  /// Words that are not a tool's name when they precede a colon.
  private static final Set<String> NOTES = Set.of("todo", "fixme", "note", "xxx", "hack", "see");

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
  private static final Pattern NUMBER = Pattern.compile("v?\\p{N}+(?:_\\p{N}+)*");
  private static final Pattern SIGN_FIRST =
      Pattern.compile("^(?:-+|/\\*)[\\s*-]*[^\\p{L}\\p{N}\\s*_-]");
  private static final Pattern SIGN_BETWEEN =
      Pattern.compile("[\\p{L}\\p{N}][:/.=|@!#~][\\p{L}\\p{N}]");

  static UndoWords of(String comment) {
    String text = comment.toLowerCase(Locale.ROOT);
    var words = new ArrayList<String>();
    Matcher word = WORD.matcher(text);
    while (words.size() <= MOST && word.find()) {
      if (!word.group().equals("_")) {
        words.add(word.group());
      }
    }
    return new UndoWords(
        joined(words),
        SIGN_FIRST.matcher(text).find() || SIGN_BETWEEN.matcher(text).find(),
        text.stripTrailing().endsWith(";"));
  }

  /// Joins words such as "roll back" into "rollback".
  private static List<String> joined(List<String> words) {
    var joined = new ArrayList<String>();
    for (String word : words) {
      String before = joined.isEmpty() ? "" : joined.getLast();
      boolean one =
          (before.equals("roll") && word.equals("back"))
              || (before.equals("back") && word.equals("out"))
              || (before.equals("tear") && word.equals("down"));
      if (one) {
        joined.set(joined.size() - 1, before + word);
      } else {
        joined.add(word);
      }
    }
    return List.copyOf(joined);
  }

  /// Whether the comment alone shows that it begins an undo part.
  boolean isUndo() {
    List<String> others = others();
    boolean strong = words.stream().anyMatch(STRONG::contains);
    boolean weak =
        words.stream().anyMatch(WEAK::contains)
            && (marked || words.stream().anyMatch(OF_MIGRATIONS::contains));
    return (strong || weak)
        && (others.isEmpty()
            || (others.size() == 1
                && marked
                && STRONG.contains(words.getLast())
                && !NOTES.contains(others.getFirst())));
  }

  /// The words that are neither a word for undo nor a neutral word.
  private List<String> others() {
    return words.stream()
        .filter(word -> !STRONG.contains(word) && !WEAK.contains(word))
        .filter(word -> !OF_MIGRATIONS.contains(word) && !BESIDE.contains(word))
        .filter(word -> !NUMBER.matcher(word).matches())
        .toList();
  }

  /// Whether signs or words make the comment look like a marker.
  boolean isMarked() {
    return marked || words.stream().anyMatch(OF_MIGRATIONS::contains);
  }

  /// Whether the comment is the single word `rollback`.
  boolean isRollback() {
    return words.equals(List.of("rollback"));
  }

  /// Whether the comment is a `ROLLBACK` statement.
  boolean isRollbackStatement() {
    return isRollback() && ended;
  }

  /// The words with each word for forward left out; empty if there is none.
  List<List<String>> forward() {
    return without(FORWARD);
  }

  /// The words with each word for undo left out; empty if there is none.
  List<List<String>> backward() {
    var all = new ArrayList<>(without(STRONG));
    all.addAll(without(WEAK));
    return all;
  }

  private List<List<String>> without(Set<String> direction) {
    var all = new ArrayList<List<String>>();
    for (int i = 0; i < words.size() && words.size() <= MOST; i++) {
      if (direction.contains(words.get(i))) {
        var rest = new ArrayList<>(words);
        rest.set(i, "");
        all.add(List.copyOf(rest));
      }
    }
    return all;
  }
}

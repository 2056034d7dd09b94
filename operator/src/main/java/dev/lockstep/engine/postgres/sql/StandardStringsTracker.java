package dev.lockstep.engine.postgres.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tracks `standard_conforming_strings` through a script: `SET`, `RESET` and `set_config`, and the
/// transactions and savepoints that undo a change.
///
/// A setting that a function or a `DO` block changes is not detected.
final class StandardStringsTracker {
  private static final String SETTING = "standard_conforming_strings";

  private final StandardStrings initial;
  private final Map<String, Values> savepoints = new HashMap<>();
  private Values values;
  private @Nullable Values beforeTransaction;

  /// The current value, and the value after the transaction commits.
  private record Values(StandardStrings now, StandardStrings session) {}

  StandardStringsTracker(StandardStrings initial) {
    this.initial = initial;
    this.values = new Values(initial, initial);
  }

  StandardStrings now() {
    return values.now();
  }

  /// Applies the effect of a statement.
  void after(StatementKind kind, List<String> words, String sql) {
    if (kind == StatementKind.BEGIN) {
      begin();
    } else if (kind == StatementKind.COMMIT) {
      commit(words);
    } else if (kind == StatementKind.ROLLBACK) {
      rollback(words);
    } else if (kind == StatementKind.SAVEPOINT) {
      savepoint(words);
    } else {
      statement(words, sql);
    }
  }

  private void begin() {
    if (beforeTransaction == null) {
      beforeTransaction = values;
    }
  }

  private void commit(List<String> words) {
    if (beforeTransaction != null) {
      values = new Values(values.session(), values.session());
      beforeTransaction = chains(words) ? values : null;
      savepoints.clear();
    }
  }

  private void rollback(List<String> words) {
    if (beforeTransaction != null) {
      values = beforeTransaction;
      beforeTransaction = chains(words) ? values : null;
      savepoints.clear();
    }
  }

  private static boolean chains(List<String> words) {
    return words.contains("CHAIN") && !words.contains("NO");
  }

  private void savepoint(List<String> words) {
    switch (words.getFirst()) {
      case "SAVEPOINT" -> savepoints.put(words.getLast(), values);
      case "ROLLBACK", "ABORT" -> values = savepoints.getOrDefault(words.getLast(), values);
      default -> {}
    }
  }

  private void statement(List<String> words, String sql) {
    if (words.isEmpty()) {
      return;
    }
    String subject = words.size() > 1 ? words.get(1) : "";
    switch (words.getFirst()) {
      case "SET" -> set(words, sql);
      case "RESET" -> {
        if (subject.equals("ALL") || isSetting(subject)) {
          session(initial);
        }
      }
      case "DISCARD" -> {
        if (subject.equals("ALL")) {
          session(initial);
        }
      }
      default -> setConfig(sql);
    }
  }

  private void set(List<String> words, String sql) {
    boolean local = words.size() > 1 && words.get(1).equals("LOCAL");
    boolean session = words.size() > 1 && words.get(1).equals("SESSION");
    int name = local || session ? 2 : 1;
    if (words.size() <= name || !isSetting(words.get(name))) {
      return;
    }
    StandardStrings value = valueOf(tokens(sql).getLast());
    if (local && value != null) {
      values = new Values(value, values.session());
    } else if (value != null) {
      session(value);
    }
  }

  /// `set_config('standard_conforming_strings', 'off', is_local)` anywhere in a statement.
  private void setConfig(String sql) {
    List<String> tokens = tokens(sql);
    for (int i = 0; i + 4 < tokens.size(); i++) {
      if (unquoted(tokens.get(i)).equals(SETTING) && tokens.get(i + 1).equals(",")) {
        StandardStrings value = valueOf(tokens.get(i + 2));
        if (value != null) {
          boolean local = valueOf(tokens.get(i + 4)) == StandardStrings.ON;
          values = new Values(value, local ? values.session() : value);
        }
      }
    }
  }

  private void session(StandardStrings value) {
    values = new Values(value, value);
  }

  private @Nullable StandardStrings valueOf(String token) {
    String value = unquoted(token);
    if (value.equals("default")) {
      return initial;
    }
    if (value.isEmpty()) {
      return null;
    }
    boolean on = value.equals("on") || value.equals("1");
    boolean off = value.equals("of") || value.equals("off") || value.equals("0");
    if (on || "true".startsWith(value) || "yes".startsWith(value)) {
      return StandardStrings.ON;
    }
    return off || "false".startsWith(value) || "no".startsWith(value) ? StandardStrings.OFF : null;
  }

  private static boolean isSetting(String word) {
    return unquoted(word).equals(SETTING);
  }

  /// The token in lower case, without its quotes.
  private static String unquoted(String token) {
    String lower = token.toLowerCase(Locale.ROOT);
    String bare = lower.startsWith("e'") ? lower.substring(1) : lower;
    boolean quoted = bare.startsWith("'") || bare.startsWith("\"");
    return quoted && bare.length() > 1 ? bare.substring(1, bare.length() - 1) : bare;
  }

  private List<String> tokens(String sql) {
    return Token.of(sql, values.now()).stream()
        .filter(token -> token.kind() != TokenKind.COMMENT)
        .map(Token::text)
        .toList();
  }
}

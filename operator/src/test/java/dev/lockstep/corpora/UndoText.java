package dev.lockstep.corpora;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What undoes a script of a set, found in the plainest way: the oracle's own reading of the files.
///
/// @param sql the text, for psql
/// @param transaction whether it may be one transaction
record UndoText(String sql, boolean transaction) {
  private static final Pattern UP = Pattern.compile("\\.up\\.sql$");
  private static final Pattern DOWN =
      Pattern.compile("(?im)^--[ \\t]*(?:\\+goose[ \\t]+down|migrate:down).*$");
  private static final Pattern ALONE =
      Pattern.compile("(?im)^\\s*(begin|commit|start transaction|vacuum)\\b|\\bconcurrently\\b");

  static Optional<UndoText> of(Path scripts, String forward) {
    Path pair = scripts.resolve(UP.matcher(forward).replaceFirst(".down.sql"));
    if (!pair.getFileName().toString().equals(forward) && Files.exists(pair)) {
      return Optional.of(of(read(pair), ""));
    }
    String whole = read(scripts.resolve(forward));
    var marker = DOWN.matcher(whole);
    return marker.find() ? Optional.of(of(whole.substring(marker.end()), whole)) : Optional.empty();
  }

  private static UndoText of(String text, String whole) {
    String sql =
        text.lines()
            .filter(line -> !line.startsWith("-- +goose"))
            .collect(Collectors.joining("\n", "", "\n"));
    boolean alone =
        ALONE.matcher(sql).find()
            || whole.contains("+goose NO TRANSACTION")
            || whole.matches("(?s).*migrate:down[^\\n]*transaction:false.*");
    return new UndoText(sql, !alone);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

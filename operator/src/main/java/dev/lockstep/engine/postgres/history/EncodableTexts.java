package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.ServerText;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.ScriptKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Which texts of a script the history has to hold as they are, and whether the encoding of the
/// database has letters for them.
///
/// @param connection a session that is in no transaction
/// @param access has words for what fails
public record EncodableTexts(PgConnection connection, HistoryStore access) {
  /// Encodings that take whatever a file can have.
  private static final Set<String> TAKE_ALL = Set.of("UTF8", "SQL_ASCII");

  /// Why a script cannot be recorded, as sentences.
  public List<String> refusals(Script script) {
    var refusals = new ArrayList<String>();
    String encoding = connection.getParameterStatus("server_encoding");
    if (encoding == null || TAKE_ALL.contains(encoding) || script.kind() == ScriptKind.CALLBACK) {
      return refusals;
    }
    for (Map.Entry<String, String> text : texts(script).entrySet()) {
      SQLException error = error(text.getValue());
      if (error != null && SqlFailures.isEncoding(error)) {
        refusals.add(
            "%s: the database encoding %s cannot represent %s: %s"
                .formatted(
                    script.fileName(), encoding, text.getKey(), ServerText.of(error).shown()));
      } else if (error != null) {
        throw access.failure(error);
      }
    }
    return refusals;
  }

  private @Nullable SQLException error(String text) {
    try {
      return Pipeline.query(connection, List.of("SELECT " + Sql.literal(text))).error();
    } catch (SQLException e) {
      return e;
    }
  }

  private static Map<String, String> texts(Script script) {
    var texts = new LinkedHashMap<String, String>();
    texts.put("its name", script.fileName());
    String undo = script.undoText();
    if (undo != null) {
      texts.put("its undo SQL, which is stored with it", undo);
    }
    texts.values().removeIf(text -> text.chars().allMatch(letter -> letter < 0x80));
    return texts;
  }
}

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

/// Checks whether the database's encoding can represent the texts of a script that the history
/// stores unchanged.
///
/// @param connection a session without an open transaction
/// @param access creates the failures
public record EncodableTexts(PgConnection connection, HistoryStore access) {
  /// Encodings that can represent every text of a file.
  private static final Set<String> TAKE_ALL = Set.of("UTF8", "SQL_ASCII");

  /// The reasons for which a script cannot be recorded, as sentences.
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

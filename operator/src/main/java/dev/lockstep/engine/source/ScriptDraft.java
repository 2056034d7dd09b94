package dev.lockstep.engine.source;

import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.script.Script.Transactions;
import dev.lockstep.engine.script.ScriptHeader;
import dev.lockstep.engine.script.ScriptWarning;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.ScriptName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file of a set with its parsed name, its parts and its configuration.
record ScriptDraft(ScriptFile file, ScriptName name, ScriptParts parts, ScriptConfig config) {

  /// The script, with the placeholders of the set replaced.
  ///
  /// @param undo the undo script, if the set has one
  Script script(@Nullable ScriptDraft undo, Placeholders placeholders) {
    String text = replaced(parts.forward(), placeholders);
    String undoText =
        undo == null
            ? undoText(this, parts.undo(), parts.undoTransactions(), placeholders)
            : undoText(undo, undo.parts.forward(), undo.parts.transactions(), placeholders);
    return new Script(
        name,
        parts.forward(),
        text,
        file.checksum(),
        undoText,
        parts.transactions(),
        parts
            .with(LiquibaseFile.properties(text))
            .with(undeclared(text))
            .with(undo == null || undoText == null ? List.of() : undo.inUndo(undoText))
            .remarks());
  }

  private List<ScriptWarning> undeclared(String text) {
    return switch (config.placeholders()) {
      case DECLARED -> {
        List<ScriptWarning> objections = FlywayPlaceholders.objections(text, name);
        yield objections.isEmpty() ? Placeholders.undeclared(text) : objections;
      }
      case NOTHING -> List.of();
    };
  }

  /// The problems of a script whose undo script this is.
  private List<ScriptWarning> inUndo(String text) {
    return undeclared(text).stream()
        .filter(remark -> remark.kind() == ScriptWarning.Kind.OBJECTION)
        .map(
            remark ->
                new ScriptWarning(remark.kind(), 0, "in its undo: " + remark.sentence(file.name())))
        .toList();
  }

  /// The undo SQL as it is stored. The history stores only this text of the undo script, so the
  /// text itself contains the directive for its transactions.
  private static @Nullable String undoText(
      ScriptDraft from,
      @Nullable String source,
      Transactions transactions,
      Placeholders placeholders) {
    if (source == null) {
      return null;
    }
    String text = from.replaced(source, placeholders);
    boolean unsaid = transactions == Transactions.NONE && Transactions.of(text) != transactions;
    return unsaid ? ScriptHeader.NO_TRANSACTION + text : text;
  }

  private String replaced(String text, Placeholders placeholders) {
    return switch (config.placeholders()) {
      case DECLARED -> {
        try {
          yield placeholders.applyTo(text, name);
        } catch (Placeholders.TooLargeException e) {
          throw new EngineException(
              FailureKind.SCRIPTS_REFUSED,
              "%s: %s".formatted(file.name(), e.getMessage()),
              "Correct the scripts; nothing was run");
        }
      }
      case NOTHING -> text;
    };
  }
}

package dev.lockstep.engine;

import dev.lockstep.engine.Script.Transactions;
import dev.lockstep.schema.ScriptName;
import org.jspecify.annotations.Nullable;

/// A file of a set with what its name, its content and its configuration say.
record ScriptDraft(ScriptFile file, ScriptName name, ScriptParts parts, ScriptConfig config) {

  /// The script, with the placeholders of the set replaced.
  ///
  /// @param undo the file that undoes it, where the set has one
  Script script(@Nullable ScriptDraft undo, Placeholders placeholders) {
    return new Script(
        name,
        parts.forward(),
        replaced(parts.forward(), placeholders),
        file.checksum(),
        undo == null
            ? undoText(this, parts.undo(), parts.undoTransactions(), placeholders)
            : undoText(undo, undo.parts.forward(), undo.parts.transactions(), placeholders),
        parts.transactions());
  }

  /// The history keeps this text and nothing else of the undo script, so it says itself what it
  /// wants of transactions.
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
      case DECLARED -> placeholders.applyTo(text);
      case NOTHING -> text;
    };
  }
}

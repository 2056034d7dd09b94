package dev.lockstep.engine.source;

import dev.lockstep.engine.script.DeclarativeScripts;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Assembles a set from files, or collects all errors.
final class ScriptSetAssembly {
  private final ScriptFiles files;
  private final Placeholders placeholders;
  private final @Nullable ScriptStyle forced;
  private final DeclarativeScripts declarations;
  private final Map<String, ScriptDraft> drafts = new HashMap<>();
  private final List<String> errors = new ArrayList<>();

  ScriptSetAssembly(
      ScriptFiles files,
      Placeholders placeholders,
      @Nullable ScriptStyle forced,
      DeclarativeScripts declarations) {
    this.files = files;
    this.placeholders = placeholders;
    this.forced = forced;
    this.declarations = declarations;
  }

  ScriptReading assemble() {
    errors.addAll(files.errors());
    List<ScriptDraft> all = new ScriptDrafts(forced, declarations, errors).of(files.files());
    all.forEach(draft -> drafts.put(draft.name().fileName(), draft));
    var pairs = new ScriptPairs(all.stream().map(ScriptDraft::name).toList());
    errors.addAll(pairs.errors());
    pairs.forward().forEach(name -> refuseTwoUndos(name, pairs));
    if (!errors.isEmpty()) {
      return new ScriptReading.Refused(files.digest(), errors);
    }
    List<Script> scripts = pairs.forward().stream().map(name -> script(name, pairs)).toList();
    Predicate<Script> isCallback = script -> script.kind() == ScriptKind.CALLBACK;
    return new ScriptSet(
        scripts.stream().filter(isCallback.negate()).toList(),
        scripts.stream().filter(isCallback).toList(),
        files.digest(),
        new UnusedInputs(
            placeholders.unused(), files.passedOver(), files.patterns(), pairs.unusedUndos()));
  }

  private void refuseTwoUndos(ScriptName forward, ScriptPairs pairs) {
    ScriptName undo = pairs.undoOf(forward).orElse(null);
    if (undo != null && draft(forward).parts().undo() != null) {
      errors.add(
          "%s: undoes version %s, as does the undo part of %s: remove one of them"
              .formatted(undo.fileName(), undo.version(), forward.fileName()));
    }
  }

  private Script script(ScriptName name, ScriptPairs pairs) {
    ScriptDraft undo = pairs.undoOf(name).map(this::draft).orElse(null);
    return draft(name).script(undo, placeholders);
  }

  private ScriptDraft draft(ScriptName name) {
    return Objects.requireNonNull(drafts.get(name.fileName()));
  }
}

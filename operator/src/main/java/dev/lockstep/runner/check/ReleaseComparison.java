package dev.lockstep.runner.check;

import dev.lockstep.engine.plan.Gap;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.script.Fingerprint;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.runner.check.Finding.Extent;
import dev.lockstep.runner.check.Finding.Kind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Compares the scripts of a branch with those of its target branch. Scripts of the target branch
/// count as released: they may be applied somewhere.
final class ReleaseComparison {
  private final String revision;
  private final Fingerprint fingerprint;
  private final Map<String, Script> base;
  private final Map<String, Script> released;
  private final Map<String, Script> now;
  private final List<Script> added;
  private final Set<String> successors = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  /// @param revision the name of the other branch
  /// @param base the scripts of the merge base
  /// @param released the scripts of the other branch
  /// @param now the scripts of this branch
  ReleaseComparison(
      String revision, ScriptSet base, ScriptSet released, ScriptSet now, Fingerprint fingerprint) {
    this.revision = revision;
    this.fingerprint = fingerprint;
    this.base = byName(base);
    this.released = byName(released);
    this.now = byName(now);
    this.added =
        this.now.values().stream()
            .filter(script -> !this.base.containsKey(script.fileName()))
            .filter(script -> !this.released.containsKey(script.fileName()))
            .sorted(Comparator.comparing(script -> script.version().orElseThrow()))
            .toList();
  }

  /// The scripts that are applied once. Repeatable scripts and callbacks may change.
  private static Map<String, Script> byName(ScriptSet set) {
    var scripts = new HashMap<String, Script>();
    set.scripts().stream()
        .filter(script -> script.version().isPresent())
        .forEach(script -> scripts.put(script.fileName(), script));
    return scripts;
  }

  /// The scripts that the other branch lacks.
  List<String> added() {
    return added.stream().map(Script::fileName).toList();
  }

  /// The number of released scripts.
  int releasedCount() {
    return released.size();
  }

  /// All findings, the most severe first.
  List<Finding> findings(OutOfOrder outOfOrder) {
    released.values().stream()
        .sorted(Comparator.comparing(script -> script.version().orElseThrow()))
        .forEach(this::compareReleased);
    added.stream()
        .filter(script -> script.kind() == ScriptKind.VERSIONED)
        .forEach(script -> compareAdded(script, outOfOrder));
    gaps().forEach(findings::add);
    findings.sort(Comparator.comparing(Finding::kind));
    return List.copyOf(findings);
  }

  private void compareReleased(Script script) {
    Script here = now.get(script.fileName());
    Script before = base.get(script.fileName());
    if (here != null) {
      boolean untouched = before != null && before.checksum().equals(here.checksum());
      if (!here.checksum().equals(script.checksum()) && !untouched) {
        findings.add(edited(script, here, before));
      }
    } else if (before != null) {
      Optional<Script> successor = successor(script);
      successor.ifPresent(found -> successors.add(found.fileName()));
      if (successor.isPresent()) {
        findings.add(moved(script, successor.get()));
      } else if (!isContained(script)) {
        findings.add(
            Finding.of(
                Kind.DELETED,
                script.fileName(),
                "released in %s, but missing here".formatted(revision),
                restore()));
      }
    }
  }

  private Finding edited(Script script, Script here, @Nullable Script before) {
    Extent extent = extent(script, here);
    String what =
        before == null
            ? "%s now has another script of this name; %s differ"
                .formatted(revision, extent.words())
            : "released in %s; %s changed since (checksum %s there, %s here)"
                .formatted(
                    revision,
                    extent.words(),
                    Finding.brief(script.checksum()),
                    Finding.brief(here.checksum()));
    return new Finding(
        Kind.EDITED,
        script.fileName(),
        extent,
        script.checksum(),
        here.checksum(),
        what,
        before == null
            ? "Give the new script another name and a version newer than " + newest()
            : switch (extent) {
              case STATEMENTS -> restore() + ", and put the change into a new script";
              case WHITESPACE ->
                  restore()
                      + "; to keep the change, run lockstep repair --accept-checksum on every database";
            });
  }

  private Finding moved(Script script, Script successor) {
    boolean sameVersion = script.version().equals(successor.version());
    boolean sameText = script.checksum().equals(successor.checksum());
    String text = sameText ? "" : "; %s changed".formatted(extent(script, successor).words());
    return new Finding(
        sameVersion ? Kind.RENAMED : Kind.RENUMBERED,
        script.fileName(),
        sameText ? null : extent(script, successor),
        script.checksum(),
        successor.checksum(),
        "released in %s, but named %s here%s".formatted(revision, successor.fileName(), text),
        "Restore the name (git mv): databases identify a script by its name");
  }

  private void compareAdded(Script script, OutOfOrder outOfOrder) {
    SchemaVersion version = script.version().orElseThrow();
    Optional<Script> twin =
        released.values().stream()
            .filter(each -> each.kind() == ScriptKind.VERSIONED)
            .filter(each -> each.version().filter(version::equals).isPresent())
            .filter(
                each ->
                    !successors.contains(script.fileName()) || !base.containsKey(each.fileName()))
            .findFirst();
    String hint = "Give it a version newer than " + newest();
    if (twin.isPresent()) {
      findings.add(
          Finding.of(
              Kind.DUPLICATE,
              script.fileName(),
              "%s also has version %s: %s".formatted(revision, version, twin.get().fileName()),
              hint));
    } else if (outOfOrder == OutOfOrder.REJECT
        && !successors.contains(script.fileName())
        && newestReleased().filter(newest -> version.compareTo(newest) < 0).isPresent()) {
      findings.add(
          Finding.of(
              Kind.OUT_OF_ORDER,
              script.fileName(),
              "new, but older than version %s of %s"
                  .formatted(newestReleased().orElseThrow(), revision),
              hint + ", or allow it (--out-of-order apply)"));
    }
  }

  /// The new name of a script that is missing: an added script with its text or version.
  private Optional<Script> successor(Script script) {
    String tokens = fingerprint.of(script.source());
    return Stream.<Predicate<Script>>of(
            each -> each.checksum().equals(script.checksum()),
            each -> each.version().equals(script.version()) && each.kind() == script.kind(),
            each -> fingerprint.of(each.source()).equals(tokens))
        .flatMap(
            alike ->
                added.stream().filter(each -> !successors.contains(each.fileName())).filter(alike))
        .findFirst();
  }

  /// Whether a baseline script contains the script and therefore replaces it.
  private boolean isContained(Script script) {
    SchemaVersion version = script.version().orElseThrow();
    return now.values().stream()
        .filter(each -> each.kind() == ScriptKind.BASELINE)
        .flatMap(each -> each.version().stream())
        .anyMatch(baseline -> version.compareTo(baseline) <= 0);
  }

  /// The gaps that the new scripts cause if all released scripts are kept.
  private List<Finding> gaps() {
    var merged = new ArrayList<>(now.values());
    released.values().stream()
        .filter(script -> !now.containsKey(script.fileName()))
        .forEach(merged::add);
    Set<SchemaVersion> versions = new HashSet<>();
    added.forEach(script -> script.version().ifPresent(versions::add));
    return Gap.of(new ScriptSet(merged, "")).stream()
        .filter(gap -> versions.contains(gap.before()))
        .map(HistoryComparison::gap)
        .toList();
  }

  private Extent extent(Script one, Script other) {
    return fingerprint.of(one.source()).equals(fingerprint.of(other.source()))
        ? Extent.WHITESPACE
        : Extent.STATEMENTS;
  }

  private String restore() {
    return "Restore the file from %s (git checkout %s -- FILE)".formatted(revision, revision);
  }

  private String newest() {
    return "%s, the newest of %s"
        .formatted(newestReleased().map(SchemaVersion::text).orElse("none"), revision);
  }

  private Optional<SchemaVersion> newestReleased() {
    return released.values().stream()
        .flatMap(script -> script.version().stream())
        .max(Comparator.naturalOrder());
  }
}

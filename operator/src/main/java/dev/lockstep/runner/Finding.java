package dev.lockstep.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.engine.Plan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Something that `check` found.
///
/// @param script the file's name, when it is about one
/// @param extent how much of the script changed
/// @param recorded the checksum that counts
/// @param found the checksum of the file
/// @param message what is the matter, to be read behind the script's name
/// @param hint the way out
@JsonInclude(JsonInclude.Include.NON_NULL)
record Finding(
    Kind kind,
    @Nullable String script,
    @Nullable Extent extent,
    @Nullable String recorded,
    @Nullable String found,
    String message,
    String hint) {
  private static final int SHORT_CHECKSUM = 12;

  /// What is the matter, the gravest first.
  enum Kind {
    /// Another tool has a history there.
    @JsonProperty("priorHistory")
    PRIOR_HISTORY("prior history", Tone.BAD),
    /// Applied, and not among the scripts.
    @JsonProperty("unknown")
    UNKNOWN("unknown", Tone.BAD),
    /// Edited after it was applied.
    @JsonProperty("changed")
    CHANGED("changed", Tone.BAD),
    /// Changed in the database by other hands.
    @JsonProperty("drift")
    DRIFT("drift", Tone.BAD),
    /// Released, and another file now.
    @JsonProperty("edited")
    EDITED("edited", Tone.BAD),
    /// Released, and gone.
    @JsonProperty("deleted")
    DELETED("deleted", Tone.BAD),
    /// Released, and of another name now.
    @JsonProperty("renamed")
    RENAMED("renamed", Tone.BAD),
    /// Released, and of another version now.
    @JsonProperty("renumbered")
    RENUMBERED("renumbered", Tone.BAD),
    /// Two scripts have one version.
    @JsonProperty("duplicate")
    DUPLICATE("duplicate", Tone.BAD),
    /// The target cannot be reached.
    @JsonProperty("target")
    TARGET("target", Tone.BAD),
    /// Not applied, and older than what is.
    @JsonProperty("outOfOrder")
    OUT_OF_ORDER("out of order", Tone.BAD),
    /// Not applied yet.
    @JsonProperty("pending")
    PENDING("pending", Tone.WAITING),
    /// Numbers that no script has.
    @JsonProperty("gap")
    GAP("gap", Tone.WAITING);

    private final String label;
    private final Tone tone;

    Kind(String label, Tone tone) {
      this.label = label;
      this.tone = tone;
    }

    String label() {
      return label;
    }

    private String label(long count) {
      return this == GAP && count > 1 ? label + "s" : label;
    }
  }

  /// How much of a script changed.
  enum Extent {
    /// Comments and white space only.
    @JsonProperty("blanks")
    BLANKS,
    /// What the database is told.
    @JsonProperty("statements")
    STATEMENTS;

    static Extent of(Plan.Extent extent) {
      return switch (extent) {
        case BLANKS -> BLANKS;
        case STATEMENTS -> STATEMENTS;
      };
    }

    /// As in `comments and white space changed`.
    String words() {
      return switch (this) {
        case BLANKS -> "comments and white space";
        case STATEMENTS -> "statements";
      };
    }
  }

  static Finding of(Kind kind, @Nullable String script, String message, String hint) {
    return new Finding(kind, script, null, null, null, message, hint);
  }

  /// As much of a checksum as a person compares.
  static String brief(String checksum) {
    return checksum.substring(0, Math.min(SHORT_CHECKSUM, checksum.length()));
  }

  @JsonIgnore
  String sentence() {
    return script == null ? message : script + ": " + message;
  }

  /// The names of the scripts with one kind of finding.
  static List<String> scripts(Collection<Finding> findings, Kind kind) {
    return findings.stream()
        .filter(finding -> finding.kind() == kind)
        .map(Finding::script)
        .map(String::valueOf)
        .toList();
  }

  /// Such as `1 changed, 2 pending`.
  static String counts(Collection<Finding> findings) {
    Map<Kind, Long> counts =
        findings.stream()
            .collect(Collectors.groupingBy(Finding::kind, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey().label(count.getValue()))
        .collect(Collectors.joining(", "));
  }

  /// A line for each, and below them what there is to do.
  static String text(Collection<Finding> findings, Screen screen) {
    var grid = new Grid(screen, Grid.Fit.WHOLE, Grid.Fit.WRAPPED, Grid.Fit.WRAPPED);
    findings.forEach(
        finding ->
            grid.row(
                new Grid.Cell(finding.kind.tone, finding.kind.label()),
                Grid.Cell.of(finding.script == null ? "" : finding.script),
                Grid.Cell.of(finding.message)));
    String hints =
        findings.stream()
            .map(Finding::hint)
            .distinct()
            .map(hint -> new Grid(screen, Grid.Fit.WHOLE, Grid.Fit.WRAPPED).row(hint(hint)).text())
            .collect(Collectors.joining("\n"));
    return hints.isEmpty() ? grid.text() : grid.text() + "\n\n" + hints;
  }

  private static Grid.Cell[] hint(String hint) {
    return new Grid.Cell[] {new Grid.Cell(Tone.ASIDE, "hint:"), new Grid.Cell(Tone.ASIDE, hint)};
  }
}

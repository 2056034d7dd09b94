package dev.lockstep.runner.check;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.engine.plan.Plan;
import dev.lockstep.runner.output.Page;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TextStyle;
import dev.lockstep.runner.output.TextTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A finding of `check`.
///
/// @param script the file name, if the finding concerns a script
/// @param extent the extent of the script's change
/// @param recorded the recorded checksum
/// @param found the checksum of the file
/// @param message the problem, for display after the script's name
/// @param hint how to fix it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
    Kind kind,
    @Nullable String script,
    @Nullable Extent extent,
    @Nullable String recorded,
    @Nullable String found,
    String message,
    String hint) {
  private static final int SHORT_CHECKSUM = 12;

  /// The kind of a finding, the most severe first.
  enum Kind {
    /// The database has the history of another tool.
    @JsonProperty("priorHistory")
    PRIOR_HISTORY("prior history", TextStyle.BAD),
    /// Applied, but missing from the scripts.
    @JsonProperty("unknown")
    UNKNOWN("unknown", TextStyle.BAD),
    /// Edited after it was applied.
    @JsonProperty("changed")
    CHANGED("changed", TextStyle.BAD),
    /// Changed outside Lockstep.
    @JsonProperty("drift")
    DRIFT("drift", TextStyle.BAD),
    /// Released, but edited.
    @JsonProperty("edited")
    EDITED("edited", TextStyle.BAD),
    /// Released, but missing.
    @JsonProperty("deleted")
    DELETED("deleted", TextStyle.BAD),
    /// Released, but renamed.
    @JsonProperty("renamed")
    RENAMED("renamed", TextStyle.BAD),
    /// Released, but with another version.
    @JsonProperty("renumbered")
    RENUMBERED("renumbered", TextStyle.BAD),
    /// Two scripts have one version.
    @JsonProperty("duplicate")
    DUPLICATE("duplicate", TextStyle.BAD),
    /// The target cannot be reached.
    @JsonProperty("target")
    TARGET("target", TextStyle.BAD),
    /// Not applied, but older than an applied script.
    @JsonProperty("outOfOrder")
    OUT_OF_ORDER("out of order", TextStyle.BAD),
    /// Not applied yet.
    @JsonProperty("pending")
    PENDING("pending", TextStyle.WAITING),
    /// Missing numbers.
    @JsonProperty("gap")
    GAP("gap", TextStyle.WAITING);

    private final String label;
    private final TextStyle style;

    Kind(String label, TextStyle style) {
      this.label = label;
      this.style = style;
    }

    String label() {
      return label;
    }

    private String label(long count) {
      return this == GAP && count > 1 ? label + "s" : label;
    }
  }

  /// The extent of a change to a script.
  public enum Extent {
    /// Comments and white space only.
    @JsonProperty("blanks")
    WHITESPACE,
    /// Statements.
    @JsonProperty("statements")
    STATEMENTS;

    public static Extent of(Plan.Extent extent) {
      return switch (extent) {
        case WHITESPACE -> WHITESPACE;
        case DOLLARS, STATEMENTS -> STATEMENTS;
      };
    }

    /// The extent in a sentence, as in `comments and white space changed`.
    public String words() {
      return switch (this) {
        case WHITESPACE -> "comments and white space";
        case STATEMENTS -> "statements";
      };
    }
  }

  public static Finding of(Kind kind, @Nullable String script, String message, String hint) {
    return new Finding(kind, script, null, null, null, message, hint);
  }

  /// The beginning of a checksum, for comparison by a user.
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

  /// The number of findings of each kind, such as `1 changed, 2 pending`.
  static String counts(Collection<Finding> findings) {
    Map<Kind, Long> counts =
        findings.stream()
            .collect(Collectors.groupingBy(Finding::kind, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey().label(count.getValue()))
        .collect(Collectors.joining(", "));
  }

  /// A line for each finding, and the hints below them.
  static Page text(Collection<Finding> findings, Terminal terminal) {
    var table =
        new TextTable(terminal, TextTable.Fit.WHOLE, TextTable.Fit.WRAPPED, TextTable.Fit.WRAPPED);
    findings.forEach(
        finding ->
            table.row(
                new TextTable.Cell(finding.kind.style, finding.kind.label()),
                TextTable.Cell.of(finding.script == null ? "" : finding.script),
                TextTable.Cell.of(finding.message)));
    Page page = table.page();
    if (!findings.isEmpty()) {
      page.gap();
    }
    findings.stream()
        .map(Finding::hint)
        .distinct()
        .map(
            hint ->
                new TextTable(terminal, TextTable.Fit.WHOLE, TextTable.Fit.WRAPPED)
                    .row(hint(hint))
                    .page())
        .forEach(page::add);
    return page;
  }

  private static TextTable.Cell[] hint(String hint) {
    return new TextTable.Cell[] {
      new TextTable.Cell(TextStyle.ASIDE, "hint:"), new TextTable.Cell(TextStyle.ASIDE, hint)
    };
  }
}

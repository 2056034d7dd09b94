package dev.lockstep.engine.adoption;

import dev.lockstep.engine.source.ScriptSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A history that is not adopted automatically: the history of a tool whose scripts Lockstep cannot
/// read, or one in another schema, which may belong to another application.
///
/// @param way how the history can be adopted
/// @param names the applied scripts as the tool records them: files or versions
public record ForeignHistory(String tool, String table, Way way, List<String> names)
    implements PriorHistory {
  private static final Pattern VERSION = Pattern.compile("[0-9]{8,}");
  private static final Pattern FILE = Pattern.compile("(?:\\.up)?\\.sql(?:\\.gz)?$");
  private static final Pattern SIGNS = Pattern.compile("[^a-z0-9]+");

  /// How a history can be adopted.
  public enum Way {
    /// By naming its table.
    BY_TABLE,
    /// Not at all.
    NONE
  }

  public ForeignHistory {
    names = List.copyOf(names);
  }

  @Override
  public boolean isEmpty() {
    return names.isEmpty();
  }

  @Override
  public Adoption adoptedInto(ScriptSet set) {
    return new Adoption.Refused(
        List.of(
            "Lockstep cannot read the files of %s: declare the version of the schema with %s"
                .formatted(tool, Baseline.commandLine())));
  }

  /// Whether the history contains a script of a set, by its file name, or by a version that is too
  /// long to match by chance.
  public boolean records(ScriptSet set) {
    Set<String> files =
        set.scripts().stream().map(script -> plain(script.fileName())).collect(Collectors.toSet());
    Set<String> versions =
        set.scripts().stream()
            .flatMap(script -> script.version().stream())
            .map(version -> version.text())
            .collect(Collectors.toSet());
    return names.stream()
        .anyMatch(
            name ->
                VERSION.matcher(name).matches()
                    ? versions.contains(name)
                    : files.contains(plain(name)));
  }

  /// A name without its folder, its extension and its version prefix, and with a uniform separator
  /// between words.
  private static String plain(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String words = SIGNS.matcher(FILE.matcher(file).replaceFirst("")).replaceAll("_");
    return words.matches("v[0-9].*") ? words.substring(1) : words;
  }
}

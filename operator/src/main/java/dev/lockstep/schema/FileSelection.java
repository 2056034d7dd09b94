package dev.lockstep.schema;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The selection of the files of a folder, or of a ConfigMap, that belong to a script set. The
/// operator and the runner must select the same files, because the digest of the set covers them
/// alone.
///
/// @param ignore patterns for names of files that do not belong to the set: `*` stands for any
///   characters, `?` for one
public record FileSelection(List<String> ignore) {
  /// The maximum number of patterns.
  public static final int MOST_PATTERNS = 32;

  /// The maximum length of a pattern, in characters.
  public static final int LONGEST_PATTERN = 253;

  /// The selection without ignore patterns.
  public static final FileSelection ALL = new FileSelection(List.of());

  /// No name with this ending is one of those below.
  private static final String SCRIPT = ".sql";

  private static final Set<String> NAMES =
      Set.of(
          "atlas.sum",
          "atlas.hcl",
          "go.mod",
          "go.sum",
          "migration_lock.toml",
          "diesel.toml",
          "kustomization.yaml",
          "kustomization.yml",
          "kustomization",
          "makefile",
          "dockerfile",
          "justfile",
          "build",
          "build.bazel",
          "owners",
          "codeowners",
          "authors",
          "thumbs.db",
          "desktop.ini",
          "mod.rs",
          "__init__.py");

  /// Names of documents, with any suffix except `.sql`.
  private static final Pattern PAPERS =
      Pattern.compile(
          "(?:readme|license|licence|copying|notice|changelog|changes|contributing)(?:[._-].*)?",
          Pattern.DOTALL);

  private static final Pattern TEXTS =
      Pattern.compile(
          ".*\\.(?:md|markdown|rst|adoc|asciidoc|png|jpe?g|gif|svg|pdf|drawio|puml|dbml|mmd)",
          Pattern.DOTALL);

  /// Files that editors and patch leave behind.
  private static final Pattern COPIES =
      Pattern.compile(".*(?:~|\\.bak|\\.orig|\\.rej|\\.swp|\\.swo)|#.*#", Pattern.DOTALL);

  private static final Pattern SOURCES = Pattern.compile(".*\\.(?:go|toml)", Pattern.DOTALL);

  /// Names that begin as those of migrations do, in whatever language a migration is written.
  private static final Pattern LIKE_A_SCRIPT =
      Pattern.compile("(?:[vurb]?[0-9]|r__|before|after).*", Pattern.DOTALL);

  public FileSelection {
    ignore = List.copyOf(ignore);
  }

  /// The role of a file in a set.
  public enum Role {
    /// Belongs to the set: a script, its configuration, or a file that is refused.
    MEMBER,
    /// Is not a script to any tool.
    PASSED_OVER,
    /// Matches an ignore pattern.
    IGNORED,
    /// Has a name that begins with a dot. Ignored silently, because mounted ConfigMaps contain such
    /// entries.
    HIDDEN
  }

  public Role role(String fileName) {
    if (fileName.startsWith(".")) {
      return Role.HIDDEN;
    }
    String name = PackedName.unpacked(fileName);
    if (ignore.stream().anyMatch(each -> matches(each, fileName) || matches(each, name))) {
      return Role.IGNORED;
    }
    return !name.endsWith(SCRIPT) && isNoScript(name.toLowerCase(Locale.ROOT))
        ? Role.PASSED_OVER
        : Role.MEMBER;
  }

  /// Returns the patterns that match none of the names.
  public List<String> idle(List<String> fileNames) {
    return ignore.stream()
        .filter(
            pattern ->
                fileNames.stream()
                    .noneMatch(
                        name ->
                            matches(pattern, name) || matches(pattern, PackedName.unpacked(name))))
        .toList();
  }

  private static boolean isNoScript(String name) {
    return NAMES.contains(name)
        || (PAPERS.matcher(name).matches() && !name.endsWith(".sql"))
        || TEXTS.matcher(name).matches()
        || COPIES.matcher(name).matches()
        || (SOURCES.matcher(name).matches() && !LIKE_A_SCRIPT.matcher(name).matches());
  }

  /// Returns whether a pattern matches a whole name. As patterns come from resources, the number of
  /// steps is bounded: usually the sum of both lengths, at worst their product.
  static boolean matches(String pattern, String name) {
    int p = 0;
    int star = -1;
    int retry = 0;
    int n = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /// Returns the error in a pattern, with a fix; null if the pattern is valid.
  public static @Nullable String objection(String pattern) {
    if (pattern.isEmpty() || pattern.length() > LONGEST_PATTERN) {
      return "a pattern must have 1 to %d characters".formatted(LONGEST_PATTERN);
    }
    return pattern.contains("/")
        ? "'%s' contains a slash: patterns match file names, not paths".formatted(pattern)
        : null;
  }
}

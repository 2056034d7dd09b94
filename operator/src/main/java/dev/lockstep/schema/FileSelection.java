package dev.lockstep.schema;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which files of a folder, or of a ConfigMap, belong to a set of scripts. The operator and the
/// runner have to agree on that, because the digest of the set is over these files alone.
///
/// @param ignore patterns for names of files that do not belong to it: `*` stands for any
///   characters, `?` for one
public record FileSelection(List<String> ignore) {
  /// How many patterns there may be.
  public static final int MOST_PATTERNS = 32;

  /// How long a pattern may be.
  public static final int LONGEST_PATTERN = 253;

  /// Ignores nothing that has a script's name.
  public static final FileSelection ALL = new FileSelection(List.of());

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

  /// Whatever stands behind these, unless it is SQL.
  private static final Pattern PAPERS =
      Pattern.compile(
          "(?:readme|license|licence|copying|notice|changelog|changes|contributing)(?:[._-].*)?",
          Pattern.DOTALL);

  private static final Pattern TEXTS =
      Pattern.compile(
          ".*\\.(?:md|markdown|rst|adoc|asciidoc|png|jpe?g|gif|svg|pdf|drawio|puml|dbml|mmd)",
          Pattern.DOTALL);

  /// What editors and patch leave behind.
  private static final Pattern COPIES =
      Pattern.compile(".*(?:~|\\.bak|\\.orig|\\.rej|\\.swp|\\.swo)|#.*#", Pattern.DOTALL);

  private static final Pattern SOURCES = Pattern.compile(".*\\.(?:go|toml)", Pattern.DOTALL);

  /// What begins the name of a migration, whatever it is written in.
  private static final Pattern LIKE_A_SCRIPT =
      Pattern.compile("(?:[vurb]?[0-9]|r__|before|after).*", Pattern.DOTALL);

  public FileSelection {
    ignore = List.copyOf(ignore);
  }

  /// What a file is to a set.
  public enum Role {
    /// It belongs to the set: a script, its configuration, or something that is refused.
    MEMBER,
    /// No tool takes it for a script.
    PASSED_OVER,
    /// A pattern names it.
    IGNORED,
    /// Its name begins with a dot. It is ignored silently: mounted ConfigMaps contain such entries.
    HIDDEN
  }

  /// The role of a file.
  public Role role(String fileName) {
    if (fileName.startsWith(".")) {
      return Role.HIDDEN;
    }
    String name = PackedName.unpacked(fileName);
    if (ignore.stream().anyMatch(each -> matches(each, fileName) || matches(each, name))) {
      return Role.IGNORED;
    }
    return isNoScript(name.toLowerCase(Locale.ROOT)) ? Role.PASSED_OVER : Role.MEMBER;
  }

  /// The patterns that none of the names has.
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

  /// Whether a pattern matches a whole name. It takes as many steps as both are long together,
  /// times each other at the worst: patterns come from resources.
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

  /// Why a text is no pattern: a sentence with a fix; null if it is one.
  public static @Nullable String objection(String pattern) {
    if (pattern.isEmpty() || pattern.length() > LONGEST_PATTERN) {
      return "a pattern must have 1 to %d characters".formatted(LONGEST_PATTERN);
    }
    return pattern.contains("/")
        ? "'%s' contains a slash: patterns match file names, not paths".formatted(pattern)
        : null;
  }
}

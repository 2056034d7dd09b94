package dev.lockstep.engine.source;

import dev.lockstep.engine.script.Script.Transactions;
import dev.lockstep.engine.script.ScriptWarning;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A script of Liquibase's formatted SQL, by the rules of its parser, which reads lines and does
/// not parse SQL. Liquibase's lines are comments to other tools, and some of them determine what
/// runs: if their effect is what Lockstep does anyway they are followed, otherwise there is an
/// objection to the script.
public final class LiquibaseFile {
  private static final Pattern LIKELY =
      Pattern.compile("(?i)--[ \\t]*(?:liquibase[ \\t]+formatted|changeset[ \\t])");
  private static final Pattern HEADER = Pattern.compile("(?i)\\s*--\\s*liquibase\\s*formatted.*");
  private static final Pattern CHANGESET =
      Pattern.compile(
          "(?i)\\s*--\\s*changeset\\s+(?<author>\"[^\"]*\"|[^:]+):\\s*(?<id>\"[^\"]*\"|\\S+)(?<rest>.*)");
  private static final Pattern LINE =
      Pattern.compile(
          "(?i)\\s*--\\s*(?:(?<word>precondition-[a-z-]+|preconditions?)\\b(?<rest>.*)|(?<other>ignorelines|property)(?<more>\\s*:.*|\\s.*:.*))");
  private static final Pattern BLOCK =
      Pattern.compile("(?i)/\\*+\\s*liquibase\\s+(?<word>preconditions?)\\b");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{[^}\\s]{1,100}\\}");

  private final ScriptKind kind;
  private final List<ScriptWarning> remarks = new ArrayList<>();
  private final List<LiquibaseChangeset> changesets = new ArrayList<>();
  private boolean header;
  private boolean block;
  private int ahead;
  private int line;

  private LiquibaseFile(ScriptKind kind) {
    this.kind = kind;
  }

  /// Whether a text contains lines of Liquibase.
  static boolean isLikely(String text) {
    return text.contains("--") && LIKELY.matcher(text).find();
  }

  /// Parses a script.
  ///
  /// @param kind the kind of the script in Lockstep
  public static LiquibaseFile of(String text, ScriptKind kind) {
    var file = new LiquibaseFile(kind);
    if (isLikely(text)) {
      text.lines().forEach(file::read);
      file.judge();
    }
    return file;
  }

  /// The changesets, in their order.
  public List<LiquibaseChangeset> changesets() {
    return List.copyOf(changesets);
  }

  /// The objections to the script.
  List<ScriptWarning> objections() {
    return List.copyOf(remarks);
  }

  /// The transactions that the attributes require.
  Transactions transactions() {
    return !changesets.isEmpty()
            && changesets.stream().allMatch(LiquibaseChangeset::refusesTransaction)
        ? Transactions.NONE
        : Transactions.AS_STATEMENTS_ALLOW;
  }

  /// An objection for each property that Liquibase would replace in a text.
  static List<ScriptWarning> properties(String text) {
    var remarks = new ArrayList<ScriptWarning>();
    if (!isLikely(text)) {
      return remarks;
    }
    Set<String> seen = new HashSet<>();
    int line = 0;
    for (String each : text.split("\n", -1)) {
      line++;
      Matcher property = PROPERTY.matcher(each);
      while (!each.stripLeading().startsWith("--") && property.find()) {
        if (seen.add(property.group())) {
          remarks.add(
              new ScriptWarning(
                  ScriptWarning.Kind.OBJECTION,
                  line,
                  "%s is a Liquibase property, but no placeholder of that name is declared: declare it with %s"
                      .formatted(property.group(), Setting.PLACEHOLDER)));
        }
      }
    }
    return remarks;
  }

  private void read(String each) {
    line++;
    Matcher changeset = CHANGESET.matcher(each);
    if (HEADER.matcher(each).matches()) {
      header = true;
      attributes(null, each.replaceFirst("(?i).*?formatted\\s*(?:sql)?", ""));
    } else if (changeset.matches()) {
      changesets.add(
          new LiquibaseChangeset(
              bare(changeset.group("author")), bare(changeset.group("id")), line));
      attributes(changesets.getLast(), changeset.group("rest"));
    } else {
      directive(each);
      noticeAhead(each);
    }
  }

  private void directive(String each) {
    Matcher directive = LINE.matcher(each);
    Matcher commented = BLOCK.matcher(each);
    if (directive.matches()) {
      boolean other = directive.group("word") == null;
      object(
          directive.group(other ? "other" : "word"),
          directive.group(other ? "more" : "rest").strip());
    } else if (commented.find()) {
      object(commented.group("word"), "");
    }
  }

  private void object(String word, String rest) {
    String shown =
        (word + (rest.isEmpty() ? "" : rest.startsWith(":") ? rest : " " + rest)).strip();
    remarks.add(
        new ScriptWarning(
            ScriptWarning.Kind.OBJECTION,
            line,
            switch (word.toLowerCase(Locale.ROOT)) {
              case "property" ->
                  "'%s' is a Liquibase property, which Lockstep does not read: declare it with %s, and remove the line"
                      .formatted(brief(shown), Setting.PLACEHOLDER);
              case "ignorelines" ->
                  "'%s' makes Liquibase skip lines that Lockstep would run: remove these lines and this one"
                      .formatted(brief(shown));
              default ->
                  "'%s' is a Liquibase precondition, which Lockstep does not check: write it in SQL (a DO block), or remove the changeset from the set"
                      .formatted(brief(shown));
            }));
  }

  /// Records the first statement between the header and the first changeset, which Liquibase skips.
  private void noticeAhead(String each) {
    String bare = each.strip();
    boolean open = block || bare.startsWith("/*");
    block = open && !bare.contains("*/");
    if (header && changesets.isEmpty() && ahead == 0 && !open) {
      ahead = bare.isEmpty() || bare.startsWith("--") ? 0 : line;
    }
  }

  private void attributes(@Nullable LiquibaseChangeset changeset, String rest) {
    for (LiquibaseAttribute attribute : LiquibaseAttribute.in(rest)) {
      if (changeset != null) {
        changeset.add(attribute);
      }
      String objection = attribute.objection(kind);
      if (objection != null) {
        remarks.add(
            new ScriptWarning(
                ScriptWarning.Kind.OBJECTION,
                line,
                "%s has %s, %s"
                    .formatted(
                        changeset == null ? "the header" : "changeset " + changeset.key(),
                        brief(attribute.shown()),
                        objection)));
      }
    }
  }

  private void judge() {
    if (ahead > 0 && !changesets.isEmpty()) {
      remarks.add(
          new ScriptWarning(
              ScriptWarning.Kind.OBJECTION,
              ahead,
              "Liquibase skips everything above the first changeset, but Lockstep would run it: move it into a changeset, or remove it"));
    }
    boolean some = changesets.stream().anyMatch(LiquibaseChangeset::refusesTransaction);
    changesets.stream()
        .filter(each -> some && !each.refusesTransaction())
        .findFirst()
        .ifPresent(
            each ->
                remarks.add(
                    new ScriptWarning(
                        ScriptWarning.Kind.OBJECTION,
                        each.line(),
                        "changeset %s needs a transaction, but another one in the file has runInTransaction:false: put them into separate files"
                            .formatted(each.key()))));
  }

  private static String bare(String name) {
    String stripped = name.strip();
    return stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"")
        ? stripped.substring(1, stripped.length() - 1)
        : stripped;
  }

  private static String brief(String words) {
    return words.length() <= 80 ? words : words.substring(0, 80) + "...";
  }
}

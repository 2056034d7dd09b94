package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A method is short enough to read, or it is a table: one `switch`.
final class MethodLengthTest {
  private static final int MOST_LINES = 30;
  private static final int MOST_LINES_OF_A_SWITCH = 60;

  private static final Path SOURCES = Checkout.root().resolve("operator/src/main/java");

  /// Text blocks, strings and characters, comments: each of them may look like the others inside.
  private static final Pattern NOT_CODE =
      Pattern.compile(
          """
          "\""(?<block>(?:[^"\\\\]++|\\\\.|"(?!""))*+)"\""\
          |"(?:[^"\\\\\\n]++|\\\\.)*+"\
          |'(?:[^'\\\\\\n]++|\\\\.)*+'\
          |(?<comment>//[^\\n]*|/\\*.*?\\*/)""",
          Pattern.DOTALL);

  /// A method or a constructor.
  ///
  /// @param lines its lines of code between the braces
  private record Method(String name, int lines, int limit) {}

  @Test
  void aMethodIsShortEnoughToRead() throws IOException {
    List<Method> methods = methods(sources());

    assertThat(methods).hasSizeGreaterThan(3000);
    assertThat(methods)
        .filteredOn(method -> method.lines() > method.limit())
        .extracting(method -> "%s has %d lines".formatted(method.name(), method.lines()))
        .as("methods longer than %d lines", MOST_LINES)
        .isEmpty();
  }

  @Test
  void countsLinesOfCodeAlone() {
    String method =
        """
        @Override
        int m() { // the first

          /* a comment
             of two lines */
          var text = \"""
              // text " of a block \\\""" { }
              more\""".strip();
          char quote = '"'; /// after code
          return "/*".length();
        }
        """;

    assertThat(code(method).stream().filter(line -> !line.isBlank()))
        .containsExactly(
            "@Override",
            "int m() { ",
            "  var text = ",
            ".strip();",
            "  char quote = '\"'; ",
            "  return \"/*\".length();",
            "}");
  }

  private static List<Path> sources() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<Method> methods(List<Path> sources) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var methods = new ArrayList<Method>();
    try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      var options = List.of("-proc:none");
      var task = (JavacTask) compiler.getTask(null, files, null, options, null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new MethodScanner(positions, code(unit.getSourceFile().getCharContent(true)), methods)
            .scan(unit, null);
      }
    }
    return methods;
  }

  /// The lines without comments and without the text of text blocks.
  private static List<String> code(CharSequence source) {
    return NOT_CODE
        .matcher(source)
        .replaceAll(
            match ->
                match.group("block") == null && match.group("comment") == null
                    ? Matcher.quoteReplacement(match.group())
                    : "\n".repeat((int) match.group().chars().filter(c -> c == '\n').count()))
        .lines()
        .toList();
  }

  private static final class MethodScanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final SourcePositions positions;
    private final List<String> code;
    private final List<Method> methods;

    MethodScanner(SourcePositions positions, List<String> code, List<Method> methods) {
      this.positions = positions;
      this.code = code;
      this.methods = methods;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
      CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
      int first = line(unit, positions.getStartPosition(unit, method));
      int lines = method.getBody() == null ? 0 : lines(unit, method.getBody());
      methods.add(
          new Method(
              "%s:%d, %s".formatted(file(unit), first, method.getName()), lines, limit(method)));
      return super.visitMethod(method, null);
    }

    /// The lines of code between the braces.
    private int lines(CompilationUnitTree unit, BlockTree body) {
      int open = line(unit, positions.getStartPosition(unit, body));
      int close = line(unit, positions.getEndPosition(unit, body));
      return (int)
          code.subList(open, Math.max(open, close - 1)).stream()
              .filter(line -> !line.isBlank())
              .count();
    }

    private static Path file(CompilationUnitTree unit) {
      return SOURCES.relativize(Path.of(unit.getSourceFile().toUri()));
    }

    private static int line(CompilationUnitTree unit, long position) {
      return (int) unit.getLineMap().getLineNumber(position);
    }

    private static int limit(MethodTree method) {
      List<? extends StatementTree> body =
          method.getBody() == null ? List.of() : method.getBody().getStatements();
      return body.size() == 1 && isSwitch(body.getFirst()) ? MOST_LINES_OF_A_SWITCH : MOST_LINES;
    }

    private static boolean isSwitch(Tree statement) {
      return statement instanceof SwitchTree
          || (statement instanceof ReturnTree answer
              && answer.getExpression() instanceof SwitchExpressionTree);
    }
  }
}

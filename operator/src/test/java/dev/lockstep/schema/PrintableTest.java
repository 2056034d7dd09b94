package dev.lockstep.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.HostileText;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("B9: text from outside is shown and never obeyed")
final class PrintableTest {

  @ParameterizedTest
  @CsvSource({
    "1B, \\u001B",
    "07, \\u0007",
    "08, \\u0008",
    "09, \\u0009",
    "7F, \\u007F",
    "85, \\u0085",
    "9B, \\u009B",
    "A0, \\u00A0",
    "AD, \\u00AD",
    "61C, \\u061C",
    "115F, \\u115F",
    "180E, \\u180E",
    "200B, \\u200B",
    "200D, \\u200D",
    "200F, \\u200F",
    "2028, \\u2028",
    "2029, \\u2029",
    "202A, \\u202A",
    "202E, \\u202E",
    "2060, \\u2060",
    "2066, \\u2066",
    "2069, \\u2069",
    "2800, \\u2800",
    "D800, \\uD800",
    "DC00, \\uDC00",
    "E000, \\uE000",
    "FE0F, \\uFE0F",
    "FEFF, \\uFEFF",
    "FFF9, \\uFFF9",
    "FFFE, \\uFFFE",
    "E0001, \\U000E0001",
    "E0041, \\U000E0041",
    "F0000, \\U000F0000",
  })
  void whatMovesTurnsOrHidesIsAnEscape(String code, String escape) {
    String character = Character.toString(Integer.parseInt(code, 16));

    assertThat(Printable.line("a" + character + "b")).isEqualTo("a" + escape + "b");
    assertThat(Printable.block("a" + character + "b", "  "))
        .isEqualTo(code.equals("09") ? "  a       b" : "  a" + escape + "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "Größe",
        "表",
        "הגירה",
        "ترحيل",
        "e\u0301",
        "😀",
        "…",
        "日\u3000本",
        "a\\u001Bb"
      })
  void lettersOfAllWritingsStay(String text) {
    assertThat(Printable.line(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"'a\nb', a b", "'a \r\n\t b', a b", "'a\rb', a b", "'a\n\n\nb', a b", "'a\n', 'a '"})
  void lineEndsAreBlanks(String text, String line) {
    assertThat(Printable.line(text)).isEqualTo(line);
  }

  @Test
  void theSpacesOfFrenchAreNoRiddle() {
    assertThat(Printable.line("la relation «\u00A0t\u00A0» n'existe pas\u00A0: x\u00A0y"))
        .isEqualTo("la relation « t » n'existe pas : x\\u00A0y");
  }

  @Test
  void aBlockKeepsItsLinesAndBeginsNoneOfOurs() {
    String block = Printable.block("SELECT\n\n\t1;\r\n" + HostileText.ALL, "    ");

    assertThat(block).startsWith("    SELECT\n\n            1;\n    x\\u001B[2J");
    assertThat(HostileText.obeyed(block)).isEmpty();
    assertThat(HostileText.forged(block)).isEmpty();
    assertThat(block.lines()).allMatch(line -> line.isEmpty() || line.startsWith("    "));
  }

  @Test
  void jsonSaysTheSameToItsReaders() throws java.io.IOException {
    var mapper = new com.fasterxml.jackson.databind.ObjectMapper();
    String json = Printable.json(mapper.writeValueAsString(HostileText.ALL + "\uD800"));

    assertThat(HostileText.obeyed(json)).isEmpty();
    assertThat(mapper.readValue(json, String.class)).isEqualTo(HostileText.ALL + "\uD800");
  }

  @Test
  void everythingHostileIsShownOnOneLine() {
    String line = Printable.line(HostileText.ALL);

    assertThat(HostileText.obeyed(line)).isEmpty();
    assertThat(line).doesNotContain("\n");
    assertThat(Printable.line(line)).isEqualTo(line);
  }
}

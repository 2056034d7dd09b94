package dev.lockstep.schema;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Values of `lockstep.dev/requires` that all parsers of it must judge alike: the operator, and the
/// admission policy of the chart.
public final class RequirementCases {
  private static final String B253 = "b".repeat(253);
  private static final String ONES = "1".repeat(128);

  /// A value with a mistake.
  ///
  /// @param column the position of the mistake, from 1
  /// @param words what its message must contain
  public record Mistake(String text, int column, String words) {}

  private RequirementCases() {}

  /// Returns a value with a number of entries.
  public static String entries(int count) {
    return IntStream.range(0, count).mapToObj(i -> "n" + i + " >=1").collect(joining(", "));
  }

  /// Values that exceed the limits.
  public static List<Mistake> tooMuch() {
    return List.of(
        new Mistake(entries(51), entries(50).length() + 3, "name fewer"),
        new Mistake(entries(300), entries(50).length() + 3, "name fewer"),
        new Mistake("orders" + " ".repeat(4_091), 4_097, "name fewer"),
        new Mistake(entries(20_000), 4_097, "name fewer"),
        new Mistake("\u00e9".repeat(5_000), 4_097, "name fewer"));
  }

  /// Values without a mistake.
  public static List<String> good() {
    return List.of(
        entries(50),
        "orders" + " ".repeat(4_090),
        "orders",
        "orders >=7 <9, billing >=3",
        "orders,billing",
        "orders>=7<9,billing>=3",
        "  orders  >=  7  <  9  ",
        "orders\n\t>=7,\r\n\tbilling",
        "orders =1.0",
        "shop.orders-2 >20240101123045",
        "7up <=1_2-3",
        "orders >=99999999999999999999",
        "orders >=9 <10",
        "orders >=1.9 <1.10",
        "orders >=007 <=7.0",
        "orders =1 =1.0 =01",
        "orders >5 <5.0.1",
        "orders <=0",
        "orders >=1 >=2 <9 <8",
        B253,
        "orders >=" + ONES,
        B253 + " >" + ONES + ", orders <" + ONES);
  }

  /// Values that do not follow the grammar, with the position of the mistake.
  public static List<Mistake> malformed() {
    return List.of(
        new Mistake(">=7", 1, "the name of a SchemaMigration is missing"),
        new Mistake("orders,", 8, "the name of a SchemaMigration is missing"),
        new Mistake(",orders", 1, "the name of a SchemaMigration is missing"),
        new Mistake("orders,,billing", 8, "the name of a SchemaMigration is missing"),
        new Mistake("orders >=7,  , billing", 14, "the name of a SchemaMigration is missing"),
        new Mistake("shop/orders >=7", 5, "without a namespace"),
        new Mistake("orders, shop/billing", 13, "without a namespace"),
        new Mistake("Orders >=7", 1, "Orders"),
        new Mistake("orders_db", 1, "is no name"),
        new Mistake("-orders", 1, "is no name"),
        new Mistake("orders.", 1, "is no name"),
        new Mistake("ord\u00e9rs >=7", 1, "is no name"),
        new Mistake("orders 7", 8, "one of >= > <= < ="),
        new Mistake("orders >=7 9", 12, "one of >= > <= < ="),
        new Mistake("orders != 7", 8, "one of >= > <= < ="),
        new Mistake("orders ~7", 8, "one of >= > <= < ="),
        new Mistake("orders billing", 8, "one of >= > <= < ="),
        new Mistake("orders >=7; billing", 10, "7;"),
        new Mistake("orders >=v7", 10, "v7"),
        new Mistake("orders >=7, billing >=x", 23, "is no version"),
        new Mistake("orders >=7..8", 10, "7..8"),
        new Mistake("orders >=1.2.x <9", 10, "1.2.x"),
        new Mistake("orders >=7\u000b<9", 10, "is no version"),
        new Mistake("orders >=\u00a07", 10, "is no version"),
        new Mistake("orders >=", 10, "a version is missing after >="),
        new Mistake("orders >=, billing", 10, "a version is missing after >="),
        new Mistake("orders ==7", 9, "a version is missing after ="),
        new Mistake("orders =>7", 9, "a version is missing after ="),
        new Mistake("orders > =7", 10, "a version is missing after >"),
        new Mistake("orders >=7 <>9", 13, "a version is missing after <"));
  }

  /// Values that follow the grammar, but are wrong as a whole.
  public static List<Mistake> contradictory() {
    return List.of(
        new Mistake("orders >=7, orders <9", 13, "orders is named twice"),
        new Mistake("orders, billing >3, orders", 21, "orders is named twice"),
        new Mistake("orders >5 <3", 8, "no version is in the window"),
        new Mistake("orders >5 <5.0", 8, "no version is in the window"),
        new Mistake("orders >=5 <5", 8, "no version is in the window"),
        new Mistake("orders >5 <=5", 8, "no version is in the window"),
        new Mistake("orders =5 =6", 8, "no version is in the window"),
        new Mistake("orders <0", 8, "no version is in the window"),
        new Mistake("orders >00 <=0.0", 8, "no version is in the window"),
        new Mistake("orders >=10 <9", 8, "no version is in the window"),
        new Mistake("orders >=1.10 <1.9", 8, "no version is in the window"),
        new Mistake("orders >=10000000000000000000 <9", 8, "no version is in the window"),
        new Mistake("billing, orders >5 <3", 17, "no version is in the window"));
  }

  /// Values with a name or a version that exceeds its maximum length.
  public static List<String> tooLong() {
    return List.of(B253 + "b", "orders >=" + ONES + "1", "orders, " + B253 + "b >=1");
  }

  /// Random combinations of parts of valid values, about half of them with a mistake. The seed is
  /// fixed.
  public static Stream<String> random(int count) {
    var random = new Random(20261121);
    return Stream.generate(() -> random(random)).limit(count);
  }

  private static String random(Random random) {
    List<String> pieces =
        List.of(
            "a", "b-1", "a.b", " ", "  ", "\t", ",", ">=", ">", "<=", "<", "=", "0", "1", "1.0",
            "01", "2", "1.10", "1.9", "10", "-", ".", "/", "x7");
    var text = new StringBuilder();
    int entries = 1 + random.nextInt(3);
    for (int entry = 0; entry < entries; entry++) {
      text.append(entry == 0 ? "" : ",").append(" ".repeat(random.nextInt(2)));
      text.append(pieces.get(random.nextInt(3)));
      for (int comparison = random.nextInt(4); comparison > 0; comparison--) {
        text.append(" ".repeat(random.nextInt(2)))
            .append(pieces.get(7 + random.nextInt(5)))
            .append(" ".repeat(random.nextInt(2)))
            .append(pieces.get(12 + random.nextInt(8)));
      }
      if (random.nextInt(4) == 0) {
        text.insert(random.nextInt(text.length() + 1), pieces.get(random.nextInt(pieces.size())));
      }
    }
    return text.toString();
  }
}

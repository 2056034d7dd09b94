package dev.lockstep.bench;

import dev.lockstep.bench.Work.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What was measured of one work, by round.
record Results(Work work, int rounds, Map<Contender, List<Measured>> measured) {

  /// A table for a terminal; the aims stand beside what was reached.
  String table() {
    var table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%n%s, %d rounds: median (min to max)%n  %-14s %-22s %-22s %-8s %-22s %s%n",
            work.title(),
            rounds,
            "",
            "seconds",
            "CPU seconds",
            "peak MiB",
            "time / floor",
            "CPU / floor"));
    for (Contender contender : work.contenders()) {
      table.append(
          String.format(
              Locale.ROOT,
              "  %-14s %-22s %-22s %-8.0f %-22s %s%n",
              contender.title(),
              Samples.of(values(contender, Measured::seconds)),
              Samples.of(values(contender, Measured::cpuSeconds)),
              peak(contender),
              ratio(contender, Measured::seconds),
              ratio(contender, Measured::cpuSeconds)));
    }
    return table.append(aims()).toString();
  }

  private String aims() {
    Samples reached = ratio(Contender.LOCKSTEP, Measured::seconds);
    var aims = new StringBuilder(aim("time / floor", reached.median(), work.aim()));
    work.cpuAim()
        .ifPresent(
            most -> {
              Samples cpu = ratio(Contender.LOCKSTEP, Measured::cpuSeconds);
              aims.append(aim("CPU / floor", cpu.median(), most));
            });
    work.memoryAim()
        .ifPresent(most -> aims.append(aim("peak MiB", peak(Contender.LOCKSTEP), most)));
    return aims.toString();
  }

  private static String aim(String what, double reached, double most) {
    return String.format(
        Locale.ROOT,
        "  lockstep, %s: %.2f, aim at most %.2f: %s%n",
        what,
        reached,
        most,
        reached <= most ? "reached" : "MISSED");
  }

  private double peak(Contender contender) {
    return values(contender, Measured::peak).stream().mapToDouble(peak -> peak).max().orElse(0);
  }

  private List<Double> values(Contender contender, ToDoubleFunction<Measured> value) {
    return measured.getOrDefault(contender, List.of()).stream()
        .map(one -> value.applyAsDouble(one))
        .toList();
  }

  private Samples ratio(Contender contender, ToDoubleFunction<Measured> value) {
    List<Double> over = values(contender, value);
    List<Double> under = values(Contender.FLOOR, value);
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < over.size(); i++) {
      ratios.add(over.get(i) / under.get(i));
    }
    return Samples.of(ratios);
  }
}

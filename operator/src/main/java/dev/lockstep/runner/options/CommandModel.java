package dev.lockstep.runner.options;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The definition of a command for picocli, built in code. Annotations would be equivalent, but
/// reading them takes longer than the rest of a run that has nothing to do.
public final class CommandModel {
  private final CommandSpec spec;

  /// Creates a command whose only option is `--help`.
  public CommandModel(String name, Callable<Integer> command, String description) {
    this.spec = CommandSpec.wrapWithoutInspection(command).name(name);
    spec.usageMessage().description(description).sortOptions(false);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
  }

  /// The definition for picocli.
  public CommandSpec spec() {
    return spec;
  }

  /// Adds lines below the options in the help.
  public void footer(String... lines) {
    spec.usageMessage().footer(lines);
  }

  /// Adds an option without a value.
  public void flag(String name, Runnable setter, String description) {
    Consumer<Boolean> given =
        value -> {
          if (value) {
            setter.run();
          }
        };
    spec.addOption(
        OptionSpec.builder(name)
            .arity("0")
            .type(boolean.class)
            .description(description)
            .setter(new OptionValue<>(given))
            .build());
  }

  /// Adds an option without a default.
  public <T> void option(
      String name, String label, Class<T> type, Consumer<T> setter, String description) {
    spec.addOption(
        converted(builder(name, label, description), type)
            .type(type)
            .setter(new OptionValue<>(setter))
            .build());
  }

  /// Adds an option with a default, of a type that picocli converts.
  public <T> void option(
      String name,
      String label,
      Class<T> type,
      String defaultValue,
      Consumer<T> setter,
      String description) {
    spec.addOption(
        builder(name, label, description)
            .type(type)
            .defaultValue(defaultValue)
            .setter(new OptionValue<>(setter))
            .build());
  }

  /// Adds an option with a default, and with another value if it is given without one.
  public <T> void optionWithOptionalValue(
      String name,
      String label,
      Class<T> type,
      String defaultValue,
      String fallbackValue,
      Consumer<T> setter,
      String description) {
    spec.addOption(
        builder(name, label, description)
            .arity("0..1")
            .type(type)
            .defaultValue(defaultValue)
            .fallbackValue(fallbackValue)
            .setter(new OptionValue<>(setter))
            .build());
  }

  /// Adds an option with a duration.
  public void time(
      String name, String defaultValue, Consumer<Duration> setter, String description) {
    spec.addOption(
        builder(name, "TIME", description)
            .type(Duration.class)
            .converters(new DurationConverter())
            .defaultValue(defaultValue)
            .setter(new OptionValue<>(setter))
            .build());
  }

  /// Adds an option that may be repeated.
  public <T> void options(
      String name, String label, Class<T> type, Consumer<List<T>> setter, String description) {
    var held = new OptionValue<>(setter);
    spec.addOption(
        converted(builder(name, label, description), type)
            .type(List.class)
            .auxiliaryTypes(type)
            .getter(held)
            .setter(held)
            .build());
  }

  /// Adds positional parameters.
  public void arguments(String label, Consumer<List<String>> setter, String description) {
    var held = new OptionValue<>(setter);
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(label)
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(description)
            .getter(held)
            .setter(held)
            .build());
  }

  private static OptionSpec.Builder converted(OptionSpec.Builder option, Class<?> type) {
    return type == Path.class ? option.converters(new PathConverter()) : option;
  }

  /// Adds an option of the form `key=value` that may be repeated.
  public void pairs(
      String name, String label, Consumer<Map<String, String>> setter, String description) {
    var held = new OptionValue<>(setter);
    spec.addOption(
        builder(name, label, description)
            .type(Map.class)
            .auxiliaryTypes(String.class, String.class)
            .converters(new UniqueKeyConverter(), text -> text)
            .getter(held)
            .setter(held)
            .build());
  }

  private static OptionSpec.Builder builder(String name, String label, String description) {
    return OptionSpec.builder(name).arity("1").paramLabel(label).description(description);
  }

  /// Stores the value while picocli adds to it, and passes it on. picocli sets the value of an
  /// option that is not given to null, which is not passed on.
  private static final class OptionValue<V> implements IGetter, ISetter {
    private final Consumer<V> setter;
    private @Nullable Object value;

    private OptionValue(Consumer<V> setter) {
      this.setter = setter;
    }

    @Override
    // The signature is picocli's.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T get() {
      return (T) value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T set(@Nullable T newValue) {
      if (newValue != null) {
        setter.accept((V) newValue);
      }
      T before = (T) value;
      value = newValue;
      return before;
    }
  }
}

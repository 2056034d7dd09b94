package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// W12: what lies beside the program is what the program needs. A jar that no class of it leads to
/// is code for an attacker and an entry for a scanner.
final class ClassPathTest {
  private static final Path LIB = Checkout.target().resolve("lockstep/lib");

  /// What is loaded by name, and by whom.
  private static final Map<String, String> BY_NAME =
      Map.of(
          "io.fabric8.kubernetes.client.impl.KubernetesClientImpl", "KubernetesClientBuilder",
          "ch.qos.logback.core.ConsoleAppender", "logback.xml");

  /// Services that are lists of what there is: nothing needs all of them.
  private static final Set<String> CATALOGUES =
      Set.of("io.fabric8.kubernetes.api.model.KubernetesResource");

  private static final String SERVICES = "META-INF/services/";

  /// The jar that each class is in, the classes that each names, and the providers of services.
  private static final Map<String, String> OWNERS = new HashMap<>();

  private static final Map<String, Set<String>> REFERENCES = new HashMap<>();
  private static final Map<String, Set<String>> PROVIDERS = new HashMap<>();

  @BeforeAll
  static void read() throws IOException {
    for (Path path : jars()) {
      try (var jar = new JarFile(path.toFile())) {
        for (JarEntry entry : Collections.list(jar.entries())) {
          read(path.getFileName().toString(), jar, entry);
        }
      }
    }
  }

  private static List<Path> jars() {
    try (Stream<Path> files = Files.list(LIB)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(String jar, JarFile file, JarEntry entry) throws IOException {
    String name = entry.getName();
    if (name.startsWith(SERVICES) && !entry.isDirectory()) {
      PROVIDERS
          .computeIfAbsent(name.substring(SERVICES.length()), _ -> new TreeSet<>())
          .addAll(lines(file, entry));
    } else if (name.endsWith(".class") && !name.startsWith("META-INF/")) {
      var model = ClassFile.of().parse(bytes(file, entry));
      var named = new HashSet<String>();
      for (var constant : model.constantPool()) {
        if (constant instanceof ClassEntry type) {
          named.add(name(type.asSymbol()));
        }
      }
      String self = name(model.thisClass().asSymbol());
      OWNERS.putIfAbsent(self, jar);
      REFERENCES.putIfAbsent(self, named);
    }
  }

  private static String name(ClassDesc type) {
    ClassDesc element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    String packageName = element.packageName();
    String simple = element.descriptorString().replaceAll("^L.*/|^L|;$", "");
    return packageName.isEmpty() ? simple : packageName + "." + simple;
  }

  private static List<String> lines(JarFile jar, JarEntry entry) throws IOException {
    return new String(bytes(jar, entry), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceAll("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  @Test
  void everyJarIsReachedFromTheProgram() {
    Set<String> reached = new TreeSet<>();
    for (String type : reachable()) {
      String jar = OWNERS.get(type);
      if (jar != null) {
        reached.add(jar);
      }
    }

    assertThat(reached).hasSizeGreaterThan(10);
    assertThat(jars().stream().map(jar -> jar.getFileName().toString()))
        .as(
            "jars that no class of the program leads to: exclude them in operator/pom.xml, or name in BY_NAME who loads them")
        .filteredOn(jar -> !reached.contains(jar))
        .isEmpty();
  }

  /// The names above are not there to excuse what is gone.
  @Test
  void whatIsLoadedByNameIsThere() {
    assertThat(OWNERS).containsKeys(BY_NAME.keySet().toArray(String[]::new));
    assertThat(PROVIDERS).containsKeys(CATALOGUES.toArray(String[]::new));
  }

  private static Set<String> reachable() {
    var reached = new HashSet<String>();
    Deque<String> open = new ArrayDeque<>(BY_NAME.keySet());
    OWNERS.forEach(
        (type, jar) -> {
          if (jar.equals("lockstep.jar")) {
            open.add(type);
          }
        });
    while (!open.isEmpty()) {
      String type = open.pop();
      if (reached.add(type)) {
        open.addAll(REFERENCES.getOrDefault(type, Set.of()));
      }
      if (open.isEmpty()) {
        providers(reached).filter(provider -> !reached.contains(provider)).forEach(open::add);
      }
    }
    return reached;
  }

  /// Of services that the JDK or a reached class looks for.
  private static Stream<String> providers(Set<String> reached) {
    return PROVIDERS.entrySet().stream()
        .filter(service -> !CATALOGUES.contains(service.getKey()))
        .filter(
            service -> service.getKey().startsWith("java.") || reached.contains(service.getKey()))
        .map(Map.Entry::getValue)
        .flatMap(Collection::stream);
  }
}

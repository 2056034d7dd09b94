package dev.lockstep.testing;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// Makes the AOT caches of the installed program: runs `lockstep migrate` against a server that
/// wants a password, and lets the JVM note what it loaded. There is one for people, and one for
/// those who want JSON, which takes five hundred classes more.
public final class ProgramTraining {
  /// Enough for the parts that every script takes to be seen as what they are.
  private static final int SCRIPTS = 200;

  private final Path program = Checkout.target().resolve("lockstep");

  private ProgramTraining() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    new ProgramTraining().run();
  }

  private void run() throws IOException, InterruptedException {
    upgradePicocli();
    Path folder = Files.createTempDirectory("lockstep-training-");
    var options =
        PostgresServer.Options.of(PostgresVersion.newest())
            .with(PostgresServer.Authentication.SCRAM);
    try (var server = PostgresServer.start(options)) {
      ScriptFolder scripts = scripts(folder);
      train("lockstep.aot", server.createDatabase(), scripts, folder, List.of());
      scripts
          .with("V%d__copy.sql".formatted(SCRIPTS + 1), "COPY t1 FROM stdin;\n2\ty\n\\.\n")
          .with(
              "V%d__index.sql".formatted(SCRIPTS + 2),
              "BEGIN;\nSELECT 1;\nCOMMIT;\nDO $$ BEGIN NULL; END $$;\n");
      train(
          "lockstep-json.aot",
          server.createDatabase(),
          scripts,
          folder,
          List.of("--termination-log", folder.resolve("termination").toString()));
    } finally {
      PostgresBinaries.delete(folder);
    }
  }

  private void train(
      String cache, TestDatabase database, ScriptFolder scripts, Path folder, List<String> options)
      throws IOException, InterruptedException {
    Path password = Files.writeString(folder.resolve("password"), database.password());
    var command =
        new ArrayList<>(
            List.of(
                program.resolve("bin").resolve("lockstep").toString(),
                "migrate",
                "--url",
                database.jdbcUrl(),
                "--user",
                database.user(),
                "--password-file",
                password.toString(),
                "--scripts",
                scripts.path().toString()));
    command.addAll(options);
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LOCKSTEP_JAVA_OPTS", "-XX:AOTCacheOutput=" + program.resolve(cache));
    int exitCode = builder.inheritIO().start().waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException("lockstep migrate ended with " + exitCode);
    }
  }

  private static ScriptFolder scripts(Path folder) {
    var scripts = ScriptFolder.in(folder);
    for (int i = 1; i <= SCRIPTS; i++) {
      scripts.with(
          "V%d__t.sql".formatted(i),
          "CREATE TABLE t%d (id int, v text);\nINSERT INTO t%d VALUES (1, 'x');\n".formatted(i, i));
    }
    return scripts;
  }

  /// picocli is compiled for Java 5, and the cache takes classes with stack maps only, which came
  /// with Java 7: it gets them here.
  private void upgradePicocli() throws IOException {
    Path jar;
    try (Stream<Path> jars = Files.list(program.resolve("lib"))) {
      jar =
          jars.filter(path -> path.getFileName().toString().startsWith("picocli-"))
              .findFirst()
              .orElseThrow();
    }
    Path upgraded = jar.resolveSibling("picocli.new");
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var in = new JarFile(jar.toFile());
        var out = new JarOutputStream(Files.newOutputStream(upgraded))) {
      ClassFile classFile = classFile(loader);
      for (JarEntry entry : in.stream().filter(each -> !each.isDirectory()).toList()) {
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        boolean isClass =
            entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
        out.putNextEntry(new JarEntry(entry.getName()));
        out.write(isClass ? upgraded(classFile, bytes) : bytes);
        out.closeEntry();
      }
    }
    Files.move(upgraded, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static ClassFile classFile(ClassLoader loader) {
    return ClassFile.of(
        StackMapsOption.GENERATE_STACK_MAPS,
        ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(loader)
                .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  private static byte[] upgraded(ClassFile classFile, byte[] bytes) {
    // Stack maps come with a method's code, and only where that is written anew.
    ClassTransform code =
        ClassTransform.transformingMethodBodies(
            CodeTransform.ofStateful(() -> (builder, element) -> builder.with(element)));
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            builder.with(element);
          }
        };
    return classFile.transformClass(classFile.parse(bytes), code.andThen(version));
  }
}

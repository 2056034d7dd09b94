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
import java.nio.file.attribute.FileTime;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// picocli is compiled for Java 5, and an AOT cache takes classes with stack maps only, which came
/// with Java 7: it gets them here. The same jar always becomes the same jar, of the same time.
final class PicocliUpgrade {
  private PicocliUpgrade() {}

  /// Writes the jar in a folder anew.
  static void in(Path folder) throws IOException {
    Path jar;
    try (Stream<Path> jars = Files.list(folder)) {
      jar =
          jars.filter(path -> path.getFileName().toString().startsWith("picocli-"))
              .findFirst()
              .orElseThrow();
    }
    FileTime time = Files.getLastModifiedTime(jar);
    Path upgraded = jar.resolveSibling("picocli.new");
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var in = new JarFile(jar.toFile());
        var out = new JarOutputStream(Files.newOutputStream(upgraded))) {
      ClassFile classFile = classFile(loader);
      for (JarEntry entry : in.stream().filter(each -> !each.isDirectory()).toList()) {
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        boolean isClass =
            entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
        var copy = new JarEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        out.write(isClass ? upgraded(classFile, bytes) : bytes);
        out.closeEntry();
      }
    }
    Files.setLastModifiedTime(upgraded, time);
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

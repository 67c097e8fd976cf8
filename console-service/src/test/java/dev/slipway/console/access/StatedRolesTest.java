package dev.slipway.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing is open because somebody forgot to close it. */
class StatedRolesTest {
    private static final Path CLASSES = Path.of("target", "classes");

    @Test
    void everyResourceMethodSaysWhoMayCallIt() throws Exception {
        List<Method> methods = resourceMethods();

        assertThat(methods).hasSizeGreaterThan(30);
        assertThat(methods)
                .allSatisfy(method -> assertThat(method.isAnnotationPresent(AllowedTo.class)
                                || method.isAnnotationPresent(AllowedToAnybody.class))
                        .as("%s has neither @AllowedTo nor @AllowedToAnybody", method)
                        .isTrue());
        assertThat(methods)
                .filteredOn(method -> method.isAnnotationPresent(AllowedToAnybody.class))
                .extracting(Method::getName)
                .containsExactlyInAnyOrder("form", "login");
    }

    private static List<Method> resourceMethods() throws IOException, ClassNotFoundException {
        List<Method> methods = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(path -> path.toString().endsWith("Resource.class"))
                    .toList()) {
                String name = CLASSES.relativize(file).toString().replace('/', '.');
                Class<?> resource = Class.forName(name.substring(0, name.length() - ".class".length()));
                Arrays.stream(resource.getDeclaredMethods())
                        .filter(StatedRolesTest::isServed)
                        .forEach(methods::add);
            }
        }
        return methods;
    }

    private static boolean isServed(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(one -> one.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}

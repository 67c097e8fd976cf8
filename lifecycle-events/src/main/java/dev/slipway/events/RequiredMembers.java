package dev.slipway.events;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was read to what the records declare: a component that is not nullable must be there. Jackson gives null
 * for an absent member of any type, which is right for optional ones only.
 */
final class RequiredMembers {
    private RequiredMembers() {}

    /** The path of the first member that is missing, or null when all are there. */
    static @Nullable String firstMissing(String path, @Nullable Object value) {
        return switch (value) {
            case null -> path;
            case Record fact -> inRecord(path, fact);
            case List<?> list -> inList(path, list);
            case Map<?, ?> map -> inMap(path, map);
            default -> null;
        };
    }

    static boolean optional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable String inRecord(String path, Record fact) {
        for (RecordComponent component : fact.getClass().getRecordComponents()) {
            Object value = value(component, fact);
            if (value == null && optional(component)) {
                continue;
            }
            String missing = firstMissing(path + "." + component.getName(), value);
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    private static @Nullable String inList(String path, List<?> list) {
        for (int i = 0; i < list.size(); i++) {
            String missing = firstMissing("%s[%d]".formatted(path, i), list.get(i));
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    private static @Nullable String inMap(String path, Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String missing = firstMissing("%s.%s".formatted(path, entry.getKey()), entry.getValue());
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    private static @Nullable Object value(RecordComponent component, Record fact) {
        try {
            return component.getAccessor().invoke(fact);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("could not read " + component, e);
        }
    }
}

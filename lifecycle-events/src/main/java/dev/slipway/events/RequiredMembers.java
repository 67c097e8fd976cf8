package dev.slipway.events;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was read to what the records declare: a component that is not nullable must be there. Jackson gives null
 * for an absent member of any type, which is right for optional ones only.
 */
final class RequiredMembers {
    /** Asked of every event that is read, and dear to look up. */
    private static final ClassValue<List<Member>> MEMBERS = new ClassValue<>() {
        @Override
        protected List<Member> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .map(one -> new Member(one.getName(), one.getAccessor(), optional(one)))
                    .toList();
        }
    };

    private record Member(String name, Method accessor, boolean optional) {}

    private RequiredMembers() {}

    /** The path of the first member that is missing, or null when all are there. */
    static @Nullable String firstMissing(String path, @Nullable Object value) {
        String below = missingBelow(value);
        return below == null ? null : path + below;
    }

    static boolean optional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable String missingBelow(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Record fact -> inRecord(fact);
            case List<?> list -> inList(list);
            case Map<?, ?> map -> inMap(map);
            default -> null;
        };
    }

    private static @Nullable String inRecord(Record fact) {
        for (Member member : MEMBERS.get(fact.getClass())) {
            Object value = value(member, fact);
            if (value == null && member.optional()) {
                continue;
            }
            String below = missingBelow(value);
            if (below != null) {
                return "." + member.name() + below;
            }
        }
        return null;
    }

    private static @Nullable String inList(List<?> list) {
        for (int i = 0; i < list.size(); i++) {
            String below = missingBelow(list.get(i));
            if (below != null) {
                return "[" + i + "]" + below;
            }
        }
        return null;
    }

    private static @Nullable String inMap(Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String below = missingBelow(entry.getValue());
            if (below != null) {
                return "." + entry.getKey() + below;
            }
        }
        return null;
    }

    private static @Nullable Object value(Member member, Record fact) {
        try {
            return member.accessor().invoke(fact);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("could not read " + member.name(), e);
        }
    }
}

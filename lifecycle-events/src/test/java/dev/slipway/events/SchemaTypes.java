package dev.slipway.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.lifecycle.AppName;
import dev.slipway.lifecycle.BuildId;
import dev.slipway.lifecycle.CommitId;
import dev.slipway.lifecycle.DeploymentId;
import dev.slipway.lifecycle.Digest;
import dev.slipway.lifecycle.EnvironmentName;
import dev.slipway.lifecycle.Subject;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** The schema of a Java type as {@link Json} writes it. A type it does not know is refused, not guessed. */
final class SchemaTypes {
    private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Set<Type> NAMES = Set.of(Digest.class, CommitId.class, AppName.class, EnvironmentName.class);
    private static final Set<Type> UUIDS = Set.of(UUID.class, BuildId.class, DeploymentId.class);

    private SchemaTypes() {}

    /** The members of an object schema in order. */
    record Members(ObjectNode properties, ArrayNode required) {
        Members with(String name, ObjectNode schema) {
            required.add(name);
            return maybe(name, schema);
        }

        @SuppressWarnings("CanIgnoreReturnValueSuggester") // a chain, closed by node()
        Members maybe(String name, ObjectNode schema) {
            properties.set(name, schema);
            return this;
        }

        ObjectNode node() {
            ObjectNode node = type("object");
            if (!properties.isEmpty()) {
                node.set("properties", properties);
            }
            if (!required.isEmpty()) {
                node.set("required", required);
            }
            return node;
        }
    }

    static Members object() {
        return new Members(Json.MAPPER.createObjectNode(), Json.MAPPER.createArrayNode());
    }

    static ObjectNode of(Type type) {
        if (NAMES.contains(type)) {
            return pattern(form((Class<?>) type));
        }
        if (UUIDS.contains(type)) {
            return uuid();
        }
        if (type == String.class) {
            return type("string");
        }
        if (type == int.class || type == long.class || type == Integer.class) {
            return integer();
        }
        if (type == boolean.class) {
            return type("boolean");
        }
        if (type == Instant.class) {
            return time();
        }
        if (type == BuildRequest.class) {
            return buildRequest();
        }
        if (type instanceof Class<?> some && some.isEnum()) {
            return oneOf(
                    Arrays.stream(some.getEnumConstants()).map(Object::toString).toList());
        }
        if (type instanceof Class<?> some && some.isRecord()) {
            return record(some);
        }
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        throw new IllegalArgumentException("no schema for %s: teach SchemaTypes how Json writes it".formatted(type));
    }

    private static ObjectNode generic(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return listOf(of(arguments[0]));
        }
        if (type.getRawType() == Map.class && arguments[0] == String.class) {
            ObjectNode node = type("object");
            node.set("additionalProperties", of(arguments[1]));
            return node;
        }
        throw new IllegalArgumentException("no schema for %s: teach SchemaTypes how Json writes it".formatted(type));
    }

    private static ObjectNode record(Class<?> type) {
        Members members = object();
        for (RecordComponent component : type.getRecordComponents()) {
            ObjectNode schema = of(component.getGenericType());
            members = RequiredMembers.optional(component)
                    ? members.maybe(component.getName(), schema)
                    : members.with(component.getName(), schema);
        }
        return members.node();
    }

    /** Like any record, with the forms that its constructor asks for. */
    private static ObjectNode buildRequest() {
        ObjectNode node = record(BuildRequest.class);
        ObjectNode members = node.withObjectProperty("properties");
        members.set("repository", pattern(BuildRequest.REPOSITORY));
        members.set("ref", pattern(BuildRequest.TEXT));
        members.set("directory", pattern(BuildRequest.DIRECTORY));
        return node;
    }

    /** How the key of a subject of this kind looks. */
    static ObjectNode key(Subject.Kind kind) {
        return switch (kind) {
            case ARTIFACT -> of(Digest.class);
            case BUILD -> uuid();
            case ENVIRONMENT -> pattern(form(AppName.class) + "/" + form(EnvironmentName.class));
        };
    }

    static ObjectNode type(String name) {
        return Json.MAPPER.createObjectNode().put("type", name);
    }

    static ObjectNode integer() {
        return type("integer");
    }

    static ObjectNode text(int shortest) {
        return shortest == 0 ? type("string") : type("string").put("minLength", shortest);
    }

    static ObjectNode time() {
        return type("string").put("format", "date-time");
    }

    static ObjectNode uuid() {
        return pattern(UUID_FORM);
    }

    /** Java's {@code matches()} is about the whole text; a schema's pattern must say so. */
    static ObjectNode pattern(String form) {
        return type("string").put("pattern", "^" + form + "$");
    }

    static ObjectNode constant(String value) {
        return Json.MAPPER.createObjectNode().put("const", value);
    }

    static ObjectNode oneOf(Collection<String> values) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        ArrayNode all = node.putArray("enum");
        values.forEach(all::add);
        return node;
    }

    static ObjectNode anyOf(List<ObjectNode> schemas) {
        if (schemas.size() == 1) {
            return schemas.getFirst();
        }
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.putArray("anyOf").addAll(schemas);
        return node;
    }

    static ObjectNode listOf(ObjectNode items) {
        ObjectNode node = type("array");
        node.set("items", items);
        return node;
    }

    /** Of a member that may not be there. */
    static ObjectNode never() {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.putObject("not");
        return node;
    }

    static ObjectNode orNull(ObjectNode schema) {
        String type = schema.path("type").asText();
        schema.putArray("type").add(type).add("null");
        return schema;
    }

    /** The pattern that the value's own constructor uses, so that there is one. */
    private static String form(Class<?> value) {
        try {
            Field form = value.getDeclaredField("FORM");
            form.setAccessible(true);
            if (form.get(null) instanceof Pattern pattern) {
                return pattern.pattern();
            }
            throw new IllegalStateException("FORM of %s is not a pattern".formatted(value));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("%s has no pattern FORM".formatted(value), e);
        }
    }
}

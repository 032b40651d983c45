package io.guestkit.embed;

import io.guestkit.cli.Documents;
import io.guestkit.fs.NameCodec;
import io.guestkit.guestfs.EventListener;
import io.guestkit.guestfs.EventRegistration;
import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsEvent;
import io.guestkit.guestfs.GuestfsFunction;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libguestfs by the names that it gives them itself, for one handle. Texts go in as bytes, since few
 * languages have strings for every name of a guest; results that are no bytes come out as JSON. For several threads, which
 * wait for each other.
 */
public final class GuestfsCalls implements AutoCloseable {

    private static final String OPTIONS = "io.guestkit.guestfs.option";

    private final Guestfs handle;
    private final Map<Integer, EventRegistration> registrations = new ConcurrentHashMap<>();
    private final AtomicInteger registered = new AtomicInteger();

    private GuestfsCalls(Guestfs handle) {
        this.handle = handle;
    }

    /** @throws io.guestkit.io.UnsupportedFeatureException if there is no libguestfs; says what to install */
    public static GuestfsCalls create() throws IOException {
        return new GuestfsCalls(Guestfs.create());
    }

    /**
     * All functions, a JSON list: {@code name}, the Java types of what it {@code returns} and of its {@code parameters}
     * with name and whether they may be null, and of its {@code options}; and which components of a struct it returns are
     * bytes, {@code struct_bytes}: base64 in its result.
     */
    public static byte[] api() {
        List<Object> all = new ArrayList<>();
        for (Function function : Functions.BY_NAME.values()) {
            all.add(function.facts());
        }
        return Documents.json(all);
    }

    /**
     * A call, to be waited for.
     *
     * @param name such as {@code add_drive}
     * @param arguments for each parameter: a byte[] for text, paths and bytes, an Object[] of byte[] for a list, a
     *     Boolean, a Long; or null
     * @param options the names of the optional ones that are given
     * @param values of these, as the arguments
     */
    public Work call(String name, @Nullable Object[] arguments, String[] options, Object[] values) {
        return Work.of(() -> invoke(name, arguments, options, values));
    }

    /** A call on this thread, for listeners: a call on another one would wait for that which has told of the event. */
    public byte @Nullable [] callHere(String name, @Nullable Object[] arguments, String[] options, Object[] values)
            throws ToldException {
        return ToldException.asking(() -> invoke(name, arguments, options, values));
    }

    /** A function of the other language that is told of events, on the thread of the call that causes them. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Is told of an event.
         *
         * @param event its bit
         * @param registration what {@link #listen} returned
         * @param text a message; empty if there is none
         * @param numbers unsigned; empty if there are none
         * @return null; or, if it fails, what the other language knows the failure by: the call ends with that
         */
        @Nullable
        String happened(long event, int registration, byte[] text, long[] numbers);
    }

    /**
     * Tells a function of events from now on.
     *
     * @param mask the bits of the events
     * @return for {@link #stopListening}
     * @throws IllegalArgumentException if there are no events that have these bits
     */
    public int listen(long mask, Listener listener) throws IOException {
        List<GuestfsEvent> events = new ArrayList<>();
        long known = 0;
        for (GuestfsEvent event : GuestfsEvent.values()) {
            known |= event.mask();
            if ((mask & event.mask()) != 0) {
                events.add(event);
            }
        }
        if (events.isEmpty() || (mask & ~known) != 0) {
            throw new IllegalArgumentException("%#x are no bits of events".formatted(mask));
        }
        int number = registered.getAndIncrement();
        EventListener told = data -> {
            String failure = listener.happened(data.event().mask(), number, data.bytes(), data.numbers());
            if (failure != null) {
                throw new ListenerFailedException(failure);
            }
        };
        GuestfsEvent[] more = events.subList(1, events.size()).toArray(GuestfsEvent[]::new);
        EventRegistration _ = registrations.put(number, handle.listen(told, events.getFirst(), more));
        return number;
    }

    /** Ends what {@link #listen} began; does nothing if that has been done. */
    public void stopListening(int registration) {
        EventRegistration ended = registrations.remove(registration);
        if (ended != null) {
            ended.close();
        }
    }

    private byte @Nullable [] invoke(String name, @Nullable Object[] arguments, String[] options, Object[] values)
            throws Exception {
        Function function = Functions.BY_NAME.get(name);
        if (function == null) {
            throw new IllegalArgumentException("libguestfs has no function " + name);
        }
        Parameter[] parameters = function.plain.getParameters();
        if (arguments.length != parameters.length) {
            throw new IllegalArgumentException(
                    name + " takes " + parameters.length + " arguments, not " + arguments.length);
        }
        List<@Nullable Object> converted = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            converted.add(convert(arguments[i], parameters[i].getType(), parameters[i].getName()));
        }
        Method method = function.plain;
        Method withOptions = function.withOptions;
        if (options.length > 0) {
            if (withOptions == null) {
                throw new IllegalArgumentException(name + " takes no optional arguments");
            }
            converted.add(options(withOptions, options, values));
            method = withOptions;
        }
        Object result = called(method, converted.toArray());
        return result instanceof byte[] bytes ? bytes : result == null ? null : Documents.json(result);
    }

    private static Object options(Method method, String[] names, Object[] values) throws Exception {
        Class<?> type = method.getParameterTypes()[method.getParameterCount() - 1];
        Object builder = type.getMethod("builder").invoke(null);
        for (int i = 0; i < names.length; i++) {
            Method setter = named(builder.getClass(), camelCase(names[i]));
            if (setter == null) {
                throw new IllegalArgumentException("there is no optional argument " + names[i]);
            }
            Object value = convert(values[i], setter.getParameterTypes()[0], names[i]);
            Object _ = setter.invoke(builder, value);
        }
        return builder.getClass().getMethod("build").invoke(builder);
    }

    private static @Nullable Method named(Class<?> type, String name) {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == 1) {
                return method;
            }
        }
        return null;
    }

    private static @Nullable Object convert(@Nullable Object value, Class<?> type, String name) {
        return switch (value) {
            case null -> null;
            case byte[] bytes when type == String.class -> NameCodec.decode(bytes);
            case byte[] bytes when type == Path.class -> Path.of(NameCodec.decode(bytes));
            case byte[] bytes when type == byte[].class -> bytes;
            case Object[] all when type == List.class -> texts(all);
            case Boolean flag when type == boolean.class || type == Boolean.class -> flag;
            case Long number when type == long.class || type == Long.class -> number;
            case Long number when type == int.class || type == Integer.class -> narrowed(number, name);
            default -> throw new IllegalArgumentException(name + " is no " + type.getSimpleName());
        };
    }

    private static int narrowed(long number, String name) {
        if (number != (int) number) {
            throw new IllegalArgumentException(name + " is " + number + ", which has no 32 bits");
        }
        return (int) number;
    }

    private static List<String> texts(Object[] all) {
        List<String> texts = new ArrayList<>();
        for (Object each : all) {
            texts.add(NameCodec.decode((byte[]) each));
        }
        return texts;
    }

    private @Nullable Object called(Method method, @Nullable Object[] arguments) throws Exception {
        try {
            return method.invoke(handle, arguments);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    /** Makes a call that is under way end soon, if it is one that can. */
    public void cancel() throws IOException {
        handle.userCancel();
    }

    /** Shuts the appliance down, and frees everything. */
    @Override
    public void close() throws IOException {
        try {
            handle.close();
        } finally {
            registrations.clear();
        }
    }

    private static String camelCase(String name) {
        StringBuilder java = new StringBuilder();
        boolean capital = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_') {
                java.append(capital ? Character.toUpperCase(c) : c);
            }
            capital = c == '_';
        }
        return java.toString();
    }

    /** @param withOptions the same method with optional arguments, if it has such */
    private record Function(
            String name, Method plain, @Nullable Method withOptions) {

        Map<String, Object> facts() {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("name", name);
            facts.put("returns", plain.getGenericReturnType().getTypeName());
            List<Object> parameters = new ArrayList<>();
            for (Parameter parameter : plain.getParameters()) {
                boolean nullable = parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
                parameters.add(Map.of(
                        "name", parameter.getName(),
                        "type", parameter.getParameterizedType().getTypeName(),
                        "nullable", nullable));
            }
            facts.put("parameters", parameters);
            List<Object> options = new ArrayList<>();
            if (withOptions != null) {
                Class<?> type = withOptions.getParameterTypes()[withOptions.getParameterCount() - 1];
                for (RecordComponent component : type.getRecordComponents()) {
                    options.add(Map.of(
                            "name",
                            component.getName(),
                            "type",
                            component.getGenericType().getTypeName(),
                            "nullable",
                            true));
                }
            }
            facts.put("options", options);
            facts.put("struct_bytes", structBytes(plain.getGenericReturnType()));
            return facts;
        }

        /** The components that are bytes, of a struct or a list of them. */
        private static List<String> structBytes(Type returned) {
            Type type = returned instanceof ParameterizedType generic
                    ? generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]
                    : returned;
            List<String> names = new ArrayList<>();
            if (type instanceof Class<?> struct && struct.isRecord()) {
                for (RecordComponent component : struct.getRecordComponents()) {
                    if (component.getType() == byte[].class) {
                        names.add(component.getName());
                    }
                }
            }
            return names;
        }
    }

    private static final class Functions {

        static final Map<String, Function> BY_NAME = find();

        private static Map<String, Function> find() {
            Map<String, Method> plain = new LinkedHashMap<>();
            Map<String, Method> withOptions = new LinkedHashMap<>();
            for (Method method : Guestfs.class.getMethods()) {
                Class<?>[] types = method.getParameterTypes();
                boolean takesOptions = types.length > 0
                        && types[types.length - 1].getPackageName().equals(OPTIONS);
                Method _ = (takesOptions ? withOptions : plain).put(method.getName(), method);
            }
            Map<String, Function> all = new LinkedHashMap<>();
            for (GuestfsFunction each : GuestfsFunction.values()) {
                String name = each.functionName();
                Method method = plain.get(camelCase(name));
                if (method != null && isForAll(method)) {
                    all.put(name, new Function(name, method, withOptions.get(camelCase(name))));
                }
            }
            return all;
        }

        /** One function takes a pointer of C, which is nothing to come from elsewhere. */
        private static boolean isForAll(Method method) {
            for (Class<?> type : method.getParameterTypes()) {
                if (type.getName().equals("java.lang.foreign.MemorySegment")) {
                    return false;
                }
            }
            return true;
        }
    }
}

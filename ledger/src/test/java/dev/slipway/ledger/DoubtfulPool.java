package dev.slipway.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Connections that, when told to, make a commit and break off before they say so. */
final class DoubtfulPool {
    private final DataSource real;
    private final AtomicBoolean breaksOff = new AtomicBoolean();
    private final AtomicInteger brokenOff = new AtomicInteger();

    DoubtfulPool(DataSource real) {
        this.real = real;
    }

    /** The next commit is made, and not answered. */
    void breakOff() {
        breaksOff.set(true);
    }

    /** How many commits were made and not answered. */
    int brokenOff() {
        return brokenOff.get();
    }

    DataSource source() {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = method.invoke(real, arguments);
            return result instanceof Connection connection ? doubtful(connection) : result;
        });
    }

    private Connection doubtful(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = method.invoke(connection, arguments);
            if (method.getName().equals("commit") && breaksOff.getAndSet(false)) {
                brokenOff.incrementAndGet();
                connection.close();
                throw new SQLException("the connection was lost", "08006");
            }
            return result;
        });
    }

    @FunctionalInterface
    private interface Call {
        Object on(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    try {
                        return call.on(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}

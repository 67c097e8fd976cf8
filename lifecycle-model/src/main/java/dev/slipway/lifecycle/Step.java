package dev.slipway.lifecycle;

/**
 * One legal move of one instance of a machine. Only the state types make steps, so an illegal one cannot be written
 * down; whether it still holds when it is recorded is for the ledger to check.
 */
public final class Step {
    private final Machine machine;
    private final String instance;
    private final String from;
    private final String to;

    Step(Machine machine, String instance, String from, String to) {
        this.machine = machine;
        this.instance = instance;
        this.from = from;
        this.to = to;
    }

    static Step first(Machine machine, String instance, Enum<?> to) {
        return new Step(machine, instance, Machine.NONE, to.name());
    }

    static Step between(Machine machine, String instance, Enum<?> from, Enum<?> to) {
        return new Step(machine, instance, from.name(), to.name());
    }

    public Machine machine() {
        return machine;
    }

    public String instance() {
        return instance;
    }

    public String from() {
        return from;
    }

    public String to() {
        return to;
    }

    @Override
    public String toString() {
        return "%s %s: %s -> %s".formatted(machine.wireName(), instance, from, to);
    }
}

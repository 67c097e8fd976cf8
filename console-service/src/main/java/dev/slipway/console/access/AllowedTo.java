package dev.slipway.console.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The role that a resource method needs. A method without this, or {@link AllowedToAnybody}, is refused to all. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AllowedTo {
    AccessRole value();

    /** The method compares the mark in its form; a session may call no other that changes something. */
    boolean checksForm() default false;
}

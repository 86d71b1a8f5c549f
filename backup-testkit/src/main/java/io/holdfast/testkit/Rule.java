package io.holdfast.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the one test of a contract that shows whether a rule of the port is kept. Every numbered rule in a port's Javadoc
 * has exactly one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rule {

    /** The rule's number as the port's Javadoc has it, such as {@code BS-01}. */
    String value();
}

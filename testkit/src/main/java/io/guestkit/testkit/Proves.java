package io.guestkit.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a test, or all tests of a class together, prove about the product. The support matrix of the README is made of
 * these: a row stands in it only if a test that passed says so.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Proves.All.class)
public @interface Proves {

    /** The part of the product, such as {@code qcow2} or {@code ext4}. */
    String area();

    /** What it does, in the words of its users. */
    String feature();

    /** Who says that the answer is right: a tool, a kernel, a collection of specimens. */
    String referee();

    /** What happens: {@code read}, {@code reported}, {@code refused by name} … */
    String verdict() default "read";

    /** Holder of several. */
    @Target({ElementType.METHOD, ElementType.TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface All {
        Proves[] value();
    }
}

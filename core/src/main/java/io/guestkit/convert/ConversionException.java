package io.guestkit.convert;

import java.io.IOException;

/** A conversion that went through and whose result is not what it has to be. Nothing is at the output's place. */
public final class ConversionException extends IOException {

    private static final long serialVersionUID = 1L;

    public ConversionException(String message) {
        super(message);
    }
}

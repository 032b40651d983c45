package io.guestkit.inspect.windows;

import java.io.IOException;

/** One question about a Windows guest. */
@FunctionalInterface
interface WindowsRule {

    /** As {@link io.guestkit.inspect.rule.Rule#apply}. */
    void apply(WindowsRegistry registry, WindowsDraft draft) throws IOException;
}

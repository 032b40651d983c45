package io.guestkit.io;

import io.guestkit.testkit.BlockSourceContract;

class EmptySourceTest extends BlockSourceContract {

    @Override
    protected Subject open() {
        return new Subject(new BytesSource(new byte[0]), new byte[0]);
    }
}

"""One section of a case while it is written: ``editor`` are its forms, ``saving`` is every save."""

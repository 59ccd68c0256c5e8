from hypothesis import settings

settings.register_profile("patient", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("patient")

async def load_demo(settings):
    return False


async def greeting(settings):
    return settings.base_url
